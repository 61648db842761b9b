import CArchive
import DocumentExtraction

extension FuzzTarget {
    /// The reader of ZIP archives: a Word document's bytes.
    static let zipArchive = FuzzTarget(
        name: "zip",
        maximumByteCount: 8192,
        dictionary: [
            "PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}", "word/document.xml", "[Content_Types].xml", "../",
            "EncryptedPackage",
        ],
        seeds: { [stored(wordDocument), try fixtureBytes("documents/river-crossing.docx")] },
        test: { _ = extracted($0, name: "a.docx") }
    )

    /// The readers of a Word document's parts: the body, styles, numbering, footnotes and a header, with zero bytes between.
    static let docx = FuzzTarget(
        name: "docx",
        dictionary: [
            "<w:p>", "</w:p>", "<w:r>", "<w:t>", "<w:tbl>", "<w:tr>", "<w:tc>", "<w:pPr>", "<w:pStyle w:val=\"H\"/>",
            "<w:numPr>",
            "<w:ilvl w:val=\"8\"/>", "<w:numId w:val=\"1\"/>", "<w:tab/>", "<w:br/>",
            "<w:sym w:font=\"Symbol\" w:char=\"F0B7\"/>", "<w:del>",
            "<w:outlineLvl w:val=\"0\"/>", "<mc:AlternateContent>", "<w:footnoteReference w:id=\"2\"/>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;",
            "<w:lvlText w:val=\"%1.%2\"/>", "<w:start w:val=\"9223372036854775807\"/>",
            "<w:numFmt w:val=\"upperRoman\"/>", "<w:gridSpan w:val=\"9\"/>",
            "<w:basedOn w:val=\"H\"/>", "<w:abstractNum w:abstractNumId=\"0\">",
        ],
        seeds: {
            [Array(wordParts.joined(separator: "\u{0}").utf8), Array("<w:p><w:r><w:t>x</w:t></w:r></w:p>".utf8)]
        },
        test: { input in
            let parts = input.parts(wordParts.count)
            var document = wordDocument
            for (index, content) in parts.enumerated() {
                document[index + 3].bytes = part(document[index + 3].root, content)
            }
            _ = extracted(stored(document), name: "a.docx")
        }
    )

    /// The reader of gzip files.
    static let gzip = FuzzTarget(
        name: "gzip",
        maximumByteCount: 1024,
        seeds: {
            // gzip of "heron\n", without a time.
            [
                [31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 203, 72, 45, 202, 207, 227, 2, 0, 187, 88, 55, 53, 6, 0, 0, 0],
                Array("plain".utf8),
            ]
        },
        test: { input in
            let bytes = try? GzipFile.contents(of: gzipFolder.write(input, to: "a.gz"), limit: 1 << 20)
            expect((bytes?.count ?? 0) <= max(1 << 20, input.count), "what is unpacked is within its limit")
        }
    )

    private static let gzipFolder = ScratchFolder()

    private typealias Part = (name: String, root: String, bytes: [UInt8])

    private static let wordParts = [
        "<w:p><w:pPr><w:pStyle w:val=\"H\"/></w:pPr><w:r><w:t>x</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>"
            + "<w:tbl><w:tr><w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>y</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        "<w:style w:styleId=\"H\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"G\"/></w:style>",
        "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"1\"><w:start w:val=\"3\"/><w:numFmt w:val=\"lowerRoman\"/>"
            + "<w:lvlText w:val=\"%1.%2\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>",
        "<w:footnote w:id=\"2\"><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnote>",
        "<w:p><w:r><w:t>head</w:t></w:r></w:p>",
    ]

    private static let wordDocument: [Part] = {
        let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        func links(_ targets: [(String, String)]) -> [UInt8] {
            let items = targets.enumerated().map { index, link in
                "<Relationship Id=\"r\(index)\" Type=\"\(relationships)/\(link.0)\" Target=\"\(link.1)\"/>"
            }
            let name = "http://schemas.openxmlformats.org/package/2006/relationships"
            return Array("<Relationships xmlns=\"\(name)\">\(items.joined())</Relationships>".utf8)
        }
        let names = ["styles", "numbering", "footnotes", "header"]
        let roots = ["document", "styles", "numbering", "footnotes", "hdr"]
        let parts: [Part] = zip(zip(["document"] + names, roots), wordParts).map { names, content in
            ("word/\(names.0).xml", names.1, part(names.1, Array(content.utf8)))
        }
        return [
            ("[Content_Types].xml", "", Array("<Types/>".utf8)),
            ("_rels/.rels", "", links([("officeDocument", "word/document.xml")])),
            ("word/_rels/document.xml.rels", "", links(names.map { ($0, "\($0).xml") })),
        ] + parts
    }()

    private static func part(_ root: String, _ content: [UInt8]) -> [UInt8] {
        let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        let compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        let (start, end) = root == "document" ? ("<w:body>", "</w:body>") : ("", "")
        return Array("<w:\(root) xmlns:w=\"\(namespace)\" xmlns:mc=\"\(compatibility)\">\(start)".utf8) + content
            + Array("\(end)</w:\(root)>".utf8)
    }

    /// A ZIP archive with right checksums, not compressed.
    private static func stored(_ parts: [Part]) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: parts.reduce(4096) { $0 + $1.bytes.count + 512 })
        var count = 0
        let archive = unsafe archive_write_new()
        defer { _ = unsafe archive_write_free(archive) }
        unsafe archive_write_set_format_zip(archive)
        unsafe archive_write_zip_set_compression_store(archive)
        unsafe archive_write_set_bytes_in_last_block(archive, 1)
        unsafe buffer.withUnsafeMutableBytes { buffer in
            unsafe archive_write_open_memory(archive, buffer.baseAddress, buffer.count, &count)
            for part in parts {
                let entry = unsafe archive_entry_new()
                unsafe archive_entry_set_pathname(entry, part.name)
                unsafe archive_entry_set_size(entry, Int64(part.bytes.count))
                unsafe archive_entry_set_filetype(entry, 0o100000)
                unsafe archive_write_header(archive, entry)
                _ = unsafe part.bytes.withUnsafeBytes { unsafe archive_write_data(archive, $0.baseAddress, $0.count) }
                unsafe archive_entry_free(entry)
            }
            unsafe archive_write_close(archive)
        }
        return Array(buffer[..<count])
    }
}
