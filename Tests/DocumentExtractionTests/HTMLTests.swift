import Chunking
import DocumentExtraction
import Foundation
import Testing

@Suite("HTML")
struct HTMLTests {
    @Test("Only visible text comes out")
    func visible() async throws {
        let html = """
            <html><head><title>T &amp; t</title><style>p{}</style></head><body><nav>Home</nav><p>One&nbsp;&eacute;<!-- no -->
            two<script>if (a < b) {}</script></p><div hidden>x</div><p style="color:red; display: none">y</p>
            <noscript>z</noscript><template>t</template><svg><title>icon</title></svg><p aria-hidden="true">q</p>Three</body></html>
            """
        let content = try await extract(html, name: "a.html")
        #expect(content.title == "T & t")
        #expect(content.text == "One\u{A0}é two\n\nThree")
    }

    @Test("Headings, lists and tables keep their form")
    func structure() async throws {
        let html = """
            <h1>A <em>title</em></h1><p>Text</p><ul><li>one<li>two<ul><li>inner</ul></ul><ol start=3><li>three</ol>
            <table><tr><th>k</th><th>v</th></tr><tr><td>a</td><td></td><td>1</td></tr></table><h3>Deep</h3><p>a<br>b<br><br>c</p>
            """
        let content = try await extract(html, name: "a.html")
        #expect(outline(content) == ["1 A title", "3 Deep"])
        #expect(
            content.text == "A title\n\nText\n\n- one\n- two\n  - inner\n3. three\nk | v\na | 1\n\nDeep\n\na\nb\n\nc"
        )
        expectInvariants(of: content)
    }

    @Test("Tables that only lay out the page become paragraphs")
    func layoutTable() async throws {
        let cell = String(repeating: "A long passage. ", count: 60)
        let content = try await extract(
            "<table><tr><td>Menu</td><td><p>\(cell)</p><p>End</p></td></tr></table>",
            name: "a.htm"
        )
        #expect(content.text.hasPrefix("Menu\n\nA long"))
        #expect(content.text.hasSuffix("passage.\n\nEnd"))
    }

    @Test("Preformatted text keeps its lines")
    func preformatted() async throws {
        #expect(try await extract("<pre>a\n  b\n\nc</pre><p>d\n e</p>", name: "a.html").text == "a\n  b\n\nc\n\nd e")
    }

    @Test("A charset declared late is used, one that contradicts the bytes is not")
    func charset() async throws {
        let head = "<html><head><script>" + String(repeating: "var a;", count: 1000) + "</script>"
        let meta = "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'></head><p>"
        let bytes = Array((head + meta).utf8) + [0xCC, 0xE8, 0xF0] + Array("</p></html>".utf8)
        #expect(try await DocumentExtractor().extract(bytes, name: "a.html").content.text == "Мир")
        let utf8 = try await extract(head + meta + "Мир</p></html>", name: "a.html")
        #expect(utf8.text == "Мир")
    }

    @Test("HTML is recognised whatever its name", arguments: ["a.txt", "a", "a.pdf", "a.md"])
    func sniffed(name: String) async throws {
        let document = try await DocumentExtractor().extract(Array("\n<!-- c --><!DOCTYPE HTML><p>x".utf8), name: name)
        #expect(document.format == .html)
        #expect(document.content.text == "x")
    }

    @Test("Absurd nesting and unclosed tags end in bounded time", .timeLimit(.minutes(5)))
    func nesting() async throws {
        #expect(try await extract(String(repeating: "<font>a ", count: 900), name: "a.html").text.hasPrefix("a a a"))
        let deep = Array(String(repeating: "<div>", count: 200_000).utf8)
        #expect(await failureCode(deep, name: "a.html") == .tooLarge)
        let closing = "<html><p>x" + String(repeating: "</b>", count: 500_000)
        #expect(try await extract(closing, name: "a.html").text == "x")
    }
}
