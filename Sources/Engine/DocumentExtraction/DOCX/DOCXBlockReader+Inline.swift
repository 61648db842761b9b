/// What one paragraph holds, in the order in which it is read.
struct DOCXInlineContent {
    struct NoteReference: Equatable {
        /// "footnote" or "endnote".
        var kind: String
        var identifier: String
    }

    var text = ""
    var textBoxes: [TextBlock] = []
    var noteReferences: [NoteReference] = []

    mutating func append(_ other: DOCXInlineContent) {
        text += other.text
        textBoxes += other.textBoxes
        noteReferences += other.noteReferences
    }
}

/// Chooses one branch of `mc:AlternateContent` (ECMA-376 part 3, section 7.5), which says the same thing several times:
/// the first choice, or the fallback where there is no choice.
struct AlternateContent {
    private var isTaken = false

    mutating func takes(_ name: String) -> Bool {
        defer { isTaken = true }
        return !isTaken
    }
}

/// The properties of a paragraph that matter for structure.
struct DOCXParagraphProperties {
    var style: String?
    var outlineLevel: Int?
    var numbering = DOCXNumbering.Reference()

    init() {}

    /// Reads an open `w:pPr`.
    init(_ reader: XMLPullReader) throws(ExtractionError) {
        var properties = DOCXParagraphProperties()
        try reader.forEachChild { name throws(ExtractionError) in
            switch name {
            case "w:pStyle": properties.style = reader.attribute("val")
            case "w:outlineLvl": properties.outlineLevel = reader.attribute("val").flatMap(Int.init)
            case "w:numPr": properties.numbering = try DOCXNumbering.Reference(reader)
            default: break
            }
        }
        self = properties
    }
}

extension DOCXBlockReader {
    /// Reads the content of a paragraph, or of a hyperlink, field, insertion or drawing inside it.
    mutating func readInline(
        into content: inout DOCXInlineContent,
        properties: inout DOCXParagraphProperties
    ) throws(ExtractionError) {
        var alternatives = AlternateContent()
        try reader.forEachChild { name throws(ExtractionError) in
            try readInlineChild(name, into: &content, properties: &properties, alternatives: &alternatives)
        }
    }

    /// A run whose properties hide it leaves nothing.
    private mutating func readRun(
        into content: inout DOCXInlineContent,
        properties: inout DOCXParagraphProperties
    ) throws(ExtractionError) {
        var run = DOCXInlineContent()
        var isHidden = false
        var alternatives = AlternateContent()
        try reader.forEachChild { name throws(ExtractionError) in
            if name == "w:rPr" {
                try reader.forEachChild { name throws(ExtractionError) in
                    if name == "w:vanish" { isHidden = !["0", "false", "off"].contains(reader.attribute("val")) }
                }
            } else {
                try readInlineChild(name, into: &run, properties: &properties, alternatives: &alternatives)
            }
        }
        if !isHidden { content.append(run) }
    }

    private mutating func readInlineChild(
        _ name: String,
        into content: inout DOCXInlineContent,
        properties: inout DOCXParagraphProperties,
        alternatives: inout AlternateContent
    ) throws(ExtractionError) {
        switch name {
        case "w:pPr": properties = try DOCXParagraphProperties(reader)
        case "w:r": try readRun(into: &content, properties: &properties)
        case "w:t", "m:t": content.text += try reader.text()
        case "w:txbxContent": content.textBoxes += try readBlocks()
        case "mc:Choice", "mc:Fallback":
            if alternatives.takes(name) { try readInline(into: &content, properties: &properties) }
        case "w:del", "w:moveFrom", "w:rt", "w:sdtPr", "w:rPr", "w:instrText", "w:delText": break
        case "w:tab", "w:ptab": content.text += "\t"
        case "w:br", "w:cr": content.text += "\n"
        case "w:noBreakHyphen": content.text += "-"
        case "w:sym":
            content.text += DOCXSymbol.text(font: reader.attribute("font"), code: reader.attribute("char"))
        case "w:footnoteReference", "w:endnoteReference":
            guard let identifier = reader.attribute("id") else { return }
            let kind = name == "w:footnoteReference" ? "footnote" : "endnote"
            content.noteReferences.append(.init(kind: kind, identifier: identifier))
        default: try readInline(into: &content, properties: &properties)
        }
    }
}

/// The characters of `w:sym`, which names a glyph of a font.
enum DOCXSymbol {
    /// Adobe's Symbol font from code 0x41: Greek letters in the places of the Latin ones.
    private static let greek = Array("ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ")
    /// Signs of the Symbol font that texts use.
    private static let signs: [UInt32: String] = [
        0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥",
        0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xD6: "√", 0xE5: "∑",
    ]

    /// Empty for a glyph without a known meaning, such as those of Wingdings.
    static func text(font: String?, code: String?) -> String {
        guard let code, let value = UInt32(code, radix: 16) else { return "" }
        guard 0xF000...0xF0FF ~= value || value < 0x100 else {
            return Unicode.Scalar(value).map { String(Character($0)) } ?? ""
        }
        let glyph = value & 0xFF
        guard font == "Symbol" else { return "" }
        switch glyph {
        case 0x41...0x5A: return String(greek[Int(glyph - 0x41)])
        case 0x61...0x7A: return greek[Int(glyph - 0x61)].lowercased()
        case 0x20...0x40: return Unicode.Scalar(glyph).map { String(Character($0)) } ?? ""
        default: return signs[glyph] ?? ""
        }
    }
}
