import Chunking

/// Reads the text of a Word document (ECMA-376, transitional and strict).
///
/// Order: headers, body, endnotes where they are referred to, footers. Headers and footers appear once each, however
/// many sections repeat them. Deleted text, hidden text, field codes and comments are left out.
struct DOCXExtractor {
    let limits: ExtractionLimits

    func content(of bytes: [UInt8]) throws(ExtractionError) -> StructuredText {
        let package = try DOCXPackage(bytes, limits: limits)
        var context = DOCXContext(limits: limits)
        if let reader = try package.reader(kind: "styles") { context.styles = try DOCXStyles(reader) }
        if let reader = try package.reader(kind: "numbering") { context.numbering = try DOCXNumbering(reader) }
        try readNotes(of: package, context: &context)
        let headers = try furniture(kind: "header", of: package, context: &context)
        let footers = try furniture(kind: "footer", of: package, context: &context)

        guard let reader = try package.reader(package.documentName) else {
            throw ExtractionError(.damaged, "the document's main part is missing")
        }
        var body = DOCXBlockReader(reader, context: context)
        let blocks = try body.readDocument()
        var builder = StructuredTextBuilder(limits: limits)
        try builder.append(headers)
        try builder.append(blocks)
        try builder.append(footers)
        return builder.structuredText(title: body.context.title ?? package.title())
    }

    private func readNotes(of package: DOCXPackage, context: inout DOCXContext) throws(ExtractionError) {
        for kind in ["footnote", "endnote"] {
            guard let reader = try package.reader(kind: kind + "s") else { continue }
            var notes: [String: String] = [:]
            var part = DOCXBlockReader(reader, context: context)
            try reader.readRoot { _ throws(ExtractionError) in
                try reader.forEachChild { name throws(ExtractionError) in
                    // Notes with a type are the lines that separate notes from the text.
                    guard name == "w:\(kind)", let identifier = reader.attribute("id"),
                        reader.attribute("type") ?? "normal" == "normal"
                    else { return }
                    notes[identifier] = try part.readBlocks().map(\.text).joined(separator: "\n")
                }
            }
            context.notes[kind] = notes
        }
    }

    /// The different texts of all headers or footers.
    private func furniture(
        kind: String,
        of package: DOCXPackage,
        context: inout DOCXContext
    ) throws(ExtractionError) -> [TextBlock] {
        var seen: Set<String> = []
        var result: [TextBlock] = []
        for relationship in package.relationships where relationship.kind == kind {
            guard let reader = try package.reader(relationship.partName) else { continue }
            var part = DOCXBlockReader(reader, context: context)
            for block in try part.readDocument() {
                // A page number alone says nothing.
                let words = block.text.filter { !$0.isNumber && !$0.isWhitespace && !$0.isPunctuation }
                let isNew = seen.insert(block.text.collapsingWhiteSpace()).inserted
                if isNew, !words.isEmpty, words.lowercased() != "page" {
                    result.append(TextBlock(kind: block.kind == .line ? .line : .paragraph, text: block.text))
                }
            }
        }
        return result
    }
}

/// What reading a part of a Word document needs to know about the whole.
struct DOCXContext {
    let limits: ExtractionLimits
    var styles = DOCXStyles()
    var numbering = DOCXNumbering()
    /// The texts of notes by kind ("footnote", "endnote") and identifier.
    var notes: [String: [String: String]] = [:]
    /// The first paragraph in the style "Title".
    var title: String?

    init(limits: ExtractionLimits) {
        self.limits = limits
    }
}
