import Chunking
import DocumentExtraction
import Testing

@Suite("DOCX")
struct DOCXTests {
    private func content(_ document: WordDocument) async throws -> (text: String, outline: [String], title: String?) {
        let content = try await DocumentExtractor().extract(document.bytes, name: "a.docx").content
        expectInvariants(of: content)
        return (content.text, outline(content), content.title)
    }

    private func text(_ body: String) async throws -> String {
        try await content(WordDocument(body: body)).text
    }

    @Test(
        "Runs, tabs and breaks make up a paragraph, in both namespaces",
        arguments: [
            WordDocument.transitional, WordDocument.strict,
        ]
    )
    func runs(namespace: String) async throws {
        let body =
            "<w:p><w:r><w:t xml:space=\"preserve\">a </w:t></w:r><w:hyperlink><w:r><w:t>b</w:t><w:tab/><w:t>c</w:t><w:br/>"
            + "<w:t>d</w:t><w:noBreakHyphen/><w:t>e</w:t></w:r></w:hyperlink></w:p><w:p/><w:p><w:r><w:t>f</w:t></w:r></w:p>"
        let document = WordDocument(body: body, namespace: namespace)
        #expect(try await content(document).text == "a b\tc\nd-e\n\nf")
    }

    @Test("Heading styles count by name, by inheritance and by outline level")
    func headings() async throws {
        let styles = """
            <w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
            <w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/></w:style>
            <w:style w:styleId="Level"><w:name w:val="x"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
            <w:style w:styleId="Loop"><w:name w:val="y"/><w:basedOn w:val="Loop"/></w:style>
            <w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
            """
        let body = ["Titel": "T", "berschrift1": "A", "Mine": "B", "Level": "C", "Loop": "D"]
        let order = ["Titel", "berschrift1", "Mine", "Level", "Loop"].map { style in
            WordDocument.paragraph(body[style] ?? "", properties: "<w:pStyle w:val=\"\(style)\"/>")
        }
        let result = try await content(WordDocument(body: order.joined(), styles: styles))
        #expect(result.outline == ["1 A", "1 B", "3 C"])
        #expect(result.title == "T")
    }

    @Test("Lists show bullets and running numbers")
    func lists() async throws {
        let numbering = """
            <w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="2"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
            <w:lvl w:ilvl="1"><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>
            <w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl></w:abstractNum>
            <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
            """
        let items = [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1), (2, 0)].map { list, level in
            WordDocument.paragraph(
                "x",
                properties: "<w:numPr><w:ilvl w:val=\"\(level)\"/><w:numId w:val=\"\(list)\"/></w:numPr>"
            )
        }
        let result = try await content(WordDocument(body: items.joined(), numbering: numbering))
        #expect(result.text == "2. x\n  2.i) x\n  2.ii) x\n3. x\n  3.i) x\n- x")
    }

    @Test("Tables become lines, nested ones too")
    func tables() async throws {
        func cell(_ content: String) -> String { "<w:tc>\(content)</w:tc>" }
        let row =
            "<w:tr>" + cell(WordDocument.paragraph("a")) + cell("<w:p/>") + cell(WordDocument.paragraph("b"))
            + "</w:tr>"
        #expect(try await text("<w:tbl>\(row)\(row)</w:tbl>") == "a | b\na | b")
        let nested =
            "<w:tbl><w:tr>" + cell(WordDocument.paragraph("c")) + cell("<w:tbl>\(row)</w:tbl><w:p/>")
            + "</w:tr></w:tbl>"
        #expect(try await text(nested) == "c\n\na | b")
    }

    @Test("Deleted, hidden and field-code text is left out; insertions stay")
    func revisions() async throws {
        let body = """
            <w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>b</w:delText></w:r></w:del><w:ins><w:r><w:t>c</w:t></w:r></w:ins>\
            <w:moveFrom><w:r><w:t>d</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>e</w:t></w:r>\
            <w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>f</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>
            """
        #expect(try await text(body) == "acf")
    }

    @Test("A text box stored twice appears once")
    func textBox() async throws {
        let box = "<w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent>"
        let body = """
            <w:p><w:r><w:t>before</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>\(box)</w:drawing></mc:Choice>\
            <mc:Fallback><w:pict><v:shape><v:textbox>\(box)</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
            """
        #expect(try await text(body) == "before\n\nbox")
    }

    @Test("Footnotes follow their paragraph; headers and footers appear once")
    func notes() async throws {
        let document = WordDocument(
            body: "<w:p><w:r><w:t>text</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>"
                + WordDocument.paragraph("more"),
            footnotes: "<w:footnote w:type=\"separator\" w:id=\"0\">\(WordDocument.paragraph("-"))</w:footnote>"
                + "<w:footnote w:id=\"2\">\(WordDocument.paragraph("a note"))</w:footnote>",
            header: WordDocument.paragraph("The head"),
            footer: WordDocument.paragraph("Page 1") + WordDocument.paragraph("The foot")
        )
        #expect(try await content(document).text == "The head\n\ntext\n\nNote 1: a note\n\nmore\n\nThe foot")
    }

    @Test("External and exploding entities are not expanded")
    func entities() async throws {
        let external = WordDocument(
            body: WordDocument.paragraph("a&e;b"),
            prologue: "<!DOCTYPE w:document [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
        )
        #expect(try await content(external).text == "ab")
        let entities = (1...30).map { "<!ENTITY e\($0) \"&e\($0 - 1);&e\($0 - 1);\">" }.joined()
        let bomb = WordDocument(
            body: WordDocument.paragraph("a&e30;b"),
            prologue: "<!DOCTYPE w:document [<!ENTITY e0 \"lol\">\(entities)]>"
        )
        let code = await failureCode(bomb.bytes, name: "a.docx")
        #expect(code == nil || code == .damaged)
    }

    @Test("Entities that explode in an attribute are refused as well")
    func attributeEntities() async {
        let entities = (1...30).map { "<!ENTITY e\($0) \"&e\($0 - 1);&e\($0 - 1);\">" }.joined()
        let bomb = WordDocument(
            body: WordDocument.paragraph("text", properties: "<w:pStyle w:val=\"&e30;\"/>"),
            prologue: "<!DOCTYPE w:document [<!ENTITY e0 \"lol\">\(entities)]>"
        )
        #expect(await failureCode(bomb.bytes, name: "a.docx") == .damaged)
    }

    @Test("Broken parts, missing parts and bombs are told apart")
    func refusals() async {
        #expect(await failureCode(WordDocument(body: "<w:p>").bytes, name: "a.docx") == .damaged)
        var bomb = ZipBuilder()
        bomb.add("word/document.xml", [UInt8](repeating: 0x20, count: 1 << 20))
        var limits = ExtractionLimits()
        limits.partByteCount = 1 << 19
        #expect(await failureCode(bomb.archive, name: "a.docx", limits: limits) == .tooLarge)
        let deep = String(repeating: "<w:ins>", count: 300) + String(repeating: "</w:ins>", count: 300)
        #expect(await failureCode(WordDocument(body: deep).bytes, name: "a.docx") == .damaged)
        #expect(await failureCode(WordDocument(body: "<w:p/>").bytes, name: "a.docx") == .noText)
    }
}
