/// Reads the block-level content of one part: paragraphs, tables, and what wraps them.
struct DOCXBlockReader {
    let reader: XMLPullReader
    private(set) var context: DOCXContext
    private var byteCount = 0
    private var noteCount = 0

    init(_ reader: XMLPullReader, context: DOCXContext) {
        self.reader = reader
        self.context = context
    }

    /// All blocks of the part.
    mutating func readDocument() throws(ExtractionError) -> [TextBlock] {
        var blocks: [TextBlock] = []
        try reader.readRoot { _ throws(ExtractionError) in blocks = try readBlocks() }
        return blocks
    }

    /// The blocks inside the open element.
    mutating func readBlocks() throws(ExtractionError) -> [TextBlock] {
        var blocks: [TextBlock] = []
        var alternatives = AlternateContent()
        try reader.forEachChild { name throws(ExtractionError) in
            switch name {
            case "w:p": blocks.append(contentsOf: try readParagraph())
            case "w:tbl": blocks.append(contentsOf: try readTable())
            case "w:body", "w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "mc:AlternateContent":
                blocks.append(contentsOf: try readBlocks())
            case "mc:Choice", "mc:Fallback":
                if alternatives.takes(name) { blocks.append(contentsOf: try readBlocks()) }
            default: break
            }
        }
        return blocks
    }

    private mutating func readTable() throws(ExtractionError) -> [TextBlock] {
        var blocks: [TextBlock] = []
        try reader.forEachChild { name throws(ExtractionError) in
            switch name {
            case "w:tr":
                var row = TableRow()
                try readCells(into: &row)
                blocks.append(contentsOf: row.blocks)
            case "w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo": blocks.append(contentsOf: try readTable())
            default: break
            }
        }
        return blocks
    }

    private mutating func readCells(into row: inout TableRow) throws(ExtractionError) {
        try reader.forEachChild { name throws(ExtractionError) in
            switch name {
            case "w:tc": row.append(try readBlocks())
            case "w:sdt", "w:sdtContent", "w:customXml": try readCells(into: &row)
            default: break
            }
        }
    }

    /// A paragraph, then its text boxes, then the notes it refers to.
    private mutating func readParagraph() throws(ExtractionError) -> [TextBlock] {
        var properties = DOCXParagraphProperties()
        var content = DOCXInlineContent()
        try readInline(into: &content, properties: &properties)
        byteCount += content.text.utf8.count
        if byteCount > context.limits.textByteCount { throw .textTooLong(context.limits) }
        var blocks = paragraphBlocks(content.text, properties: properties)
        blocks.append(contentsOf: content.textBoxes)
        for note in content.noteReferences {
            guard let text = context.notes[note.kind]?[note.identifier], !text.isEmpty else { continue }
            noteCount += 1
            blocks.append(TextBlock(kind: .paragraph, text: "Note \(noteCount): \(text.trimmingWhiteSpace())"))
        }
        return blocks
    }

    private mutating func paragraphBlocks(_ text: String, properties: DOCXParagraphProperties) -> [TextBlock] {
        let text = String(text.trimmingWhiteSpace())
        let style = properties.style ?? ""
        var reference = context.styles.numbering(style)
        reference.list = properties.numbering.list ?? reference.list
        reference.level = properties.numbering.level ?? reference.level
        if text.isEmpty { return [] }
        let marker = context.numbering.nextMarker(reference)
        let level = properties.outlineLevel.map { $0 < 9 ? min($0 + 1, 6) : nil } ?? context.styles.headingLevel(style)
        if let level {
            let number = (marker ?? "").collapsingWhiteSpace()
            let title = number.isEmpty || number == "-" ? text : "\(number) \(text)"
            return [TextBlock(kind: .heading(level: level), text: title)]
        }
        if context.styles.isTitle(style), context.title == nil { context.title = text.collapsingWhiteSpace() }
        guard let marker else { return [TextBlock(kind: .paragraph, text: text)] }
        return [TextBlock(kind: .line, text: marker + text)]
    }
}
