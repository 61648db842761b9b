extension FuzzTarget {
    static let html = text(
        "html",
        words: [
            "<html>", "<head>", "<title>", "<body>", "<h1>", "</h1>", "<h6>", "<p>", "<table>", "<tr>", "<td>", "<ul>",
            "<li>", "<ol start=9>",
            "<pre>", "<br>", "<script>", "<style>", "<!--", "-->", "<![CDATA[", "&amp;", "&#x1F600;", "&#0;",
            "<meta charset=utf-16>",
            "<div hidden>", "<template>", "</",
        ],
        [
            "<!doctype html><html><head><meta charset=utf-8><title>T</title><body><h1>A</h1><ul><li>x<li>y</ul><table><tr><td>1<td>é</table>",
            "<h2>B &amp; C</h2><pre> a\n  b</pre><p hidden>no</p><div><p>yes<br>&eacute;&#x1F600;",
            "<title>x</title><!-- c --><b>d</b>",
        ]
    )

    static let csv = text(
        "csv",
        words: ["\"", "\"\"", ";", "\t", "|", ",", "\r\n", "\n", "\u{FEFF}", "\",\"", "sep=;"],
        [
            "a;b;\"c\"\n1;\"two\nlines\";3\n4;\"x\"\"y\";ü\n", "name,age\r\nheron,3\r\n", "a\tb\n\"1\t2\n",
            "x|y\n1|2\n3\n",
        ]
    )

    static let json = text(
        "json",
        words: [
            "{", "}", "[", "]", "\"", ":", ",", "\\u0000", "\\ud83e\\udd86", "\\ud800", "null", "true", "-0", "1e999",
            "[[[[[[[[", "{\"a\":",
        ],
        [
            #"{"a": [1, -2.5e3, "x\u00e9\ud83e\udd86"], "b": {"c": null, "d": [{"e": true}, {}]}, "f": ""}"#,
            "[[1,2],[3]]\n", "{\"a\":1}\n{\"a\":2}",
        ]
    )

    static let markdown = text(
        "md",
        words: [
            "# ", "###### ", "\n===\n", "\n---\n", "```\n", "~~~", "<!-- ", " -->", "- ", "1. ", "> ", "| a | b |\n",
            "|---|\n", "[a](b)", "\\#",
        ],
        [
            "---\ntitle: x\n---\n# A\n\nB\n=\n```\n# c\n```\n<!-- d -->\n- e\n",
            "## A ##\n| a | b |\n|---|---|\n| 1 | 2 |\n", "C\n-\n> # d\n",
        ]
    )

    /// Plain text in any encoding.
    static let plainText = FuzzTarget(
        name: "plain-text",
        dictionary: ["\u{FEFF}", "\r\n", "\u{C}", "\u{1B}$B", "\u{1B}(B", "\u{85}", "\u{2028}", "\u{0}"],
        seeds: {
            let names = [
                "big5.chinese", "euc-jp.japanese", "gb18030.chinese", "iso-2022-jp-2.japanese", "koi8-r.russian",
                "shift_jis.japanese",
                "windows-1252.german", "windows-1256.arabic",
            ]
            let texts = try names.map { try Array(fixtureBytes("extraction/\($0).txt").prefix(600)) }
            return texts + [
                [0xFF, 0xFE, 0x61, 0, 0x3D, 0xD8, 0x86, 0xDD, 0x0D, 0, 0x0A, 0], [0xFE, 0xFF, 0, 0x61, 0xD8, 0x3D],
            ]
        },
        test: { _ = extracted($0, name: "a.txt") }
    )

    /// Documents of any type; the first byte chooses the name.
    static let document = FuzzTarget(
        name: "document",
        dictionary: [
            "%PDX-", "PK\u{3}\u{4}", "{\\rtf", "%!PS", "<?xml", "<!doctype html", "<html", "word/document.xml", "{",
            "\u{FEFF}",
        ],
        seeds: {
            [
                "\u{0}{\"a\": [1]}", "\u{1}<!-- x --><html><p>y", "\u{2}{\\rtf1}", "\u{3}a,b\n1,2", "\u{4}# a\n\nb",
                "\u{5}PK\u{3}\u{4}", "\u{6}plain",
            ]
            .map { Array($0.utf8) }
        },
        test: { input in
            let names = [
                "a", "a.html", "a.json", "a.csv", "a.md", "a.docx", "a.txt", "a.tar.gz", ".htm", "a/b\\c.tsv", "x.pdf",
            ]
            let bytes = Array(input.dropFirst())
            // What PDF gives is poppler's: see `pdfOutput`.
            guard bytes.prefix(1100).firstRange(of: Array("%PDF-".utf8)) == nil else { return }
            _ = extracted(bytes, name: names[Int(input.first ?? 0) % names.count])
        }
    )

    private static func text(_ fileExtension: String, words: [String], _ seeds: [String]) -> FuzzTarget {
        FuzzTarget(
            name: fileExtension == "md" ? "markdown" : fileExtension,
            dictionary: words,
            seeds: { seeds.map { Array($0.utf8) } },
            test: { _ = extracted($0, name: "a.\(fileExtension)") }
        )
    }
}
