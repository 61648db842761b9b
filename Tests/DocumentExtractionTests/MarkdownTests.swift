import Chunking
import DocumentExtraction
import Testing

@Suite("Markdown")
struct MarkdownTests {
    @Test("Headings are found in both forms, with their level and place")
    func headings() async throws {
        let text =
            "# One\n\ntext\n\nTwo\n===\n\nThree *and* `more`\nlines\n---\n\n### Four ###\n####### Seven\n#NoSpace\n"
        let content = try await extract(text, name: "a.md")
        #expect(content.text == text)
        #expect(outline(content) == ["1 One", "1 Two", "2 Three and more lines", "3 Four"])
        let lines = content.headings.map { content.text.utf8.dropFirst($0.utf8Offset).prefix(3).map { $0 } }
        #expect(lines == ["# O", "Two", "Thr", "###"].map { Array($0.utf8) })
    }

    @Test(
        "What only looks like a heading is none",
        arguments: [
            "```\n# code\n```\n", "~~~~ruby\n# code\n~~~\n# still code\n~~~~\n", "    # indented code\n",
            "<!-- \n# comment\n-->\n", "- item\n---\n", "| a | b |\n---\n", "\n---\n", "> quote\n===\n",
        ]
    )
    func noHeading(_ text: String) async throws {
        #expect(outline(try await extract(text, name: "a.md")).isEmpty)
    }

    @Test("A fence that never closes hides the rest, as CommonMark says")
    func openFence() async throws {
        #expect(outline(try await extract("# a\n```\n# b\n", name: "a.md")) == ["1 a"])
    }

    @Test("Front matter gives the title and no headings")
    func frontMatter() async throws {
        let content = try await extract("---\ntitle: \"A  title\"\n# comment\n---\n# Heading\n", name: "a.md")
        #expect(content.title == "A  title")
        #expect(outline(content) == ["1 Heading"])
    }

    @Test("Without front matter the first heading of level 1 is the title, without its links")
    func title() async throws {
        let content = try await extract("## Two\n\n# See [the _docs_](http://a.b) snake_case\n", name: "a.md")
        #expect(content.title == "See the docs snake_case")
    }

    @Test("Absurd titles are no headings and take no time", .timeLimit(.minutes(5)))
    func absurdTitles() async throws {
        let text = "# " + String(repeating: "_", count: 100_000) + String(repeating: "[", count: 100_000)
        #expect(outline(try await extract(text, name: "a.md")).isEmpty)
    }
}
