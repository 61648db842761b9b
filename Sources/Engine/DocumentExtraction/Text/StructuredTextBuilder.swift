import Chunking

/// Puts a document's text together paragraph by paragraph and notes where headings lie.
struct StructuredTextBuilder {
    private let limits: ExtractionLimits
    private var text = ""
    private var headings: [StructuredText.Heading] = []

    init(limits: ExtractionLimits) {
        self.limits = limits
    }

    var isEmpty: Bool { text.isEmpty }

    /// Adds a paragraph after a blank line; one of white space only is left out.
    mutating func appendParagraph(_ paragraph: String) throws(ExtractionError) {
        try append(paragraph, separator: "\n\n")
    }

    /// Adds a line right under the last one, as between the rows of a table or the items of a list.
    mutating func appendLine(_ line: String) throws(ExtractionError) {
        try append(line, separator: "\n")
    }

    /// Adds a heading as a paragraph; `level` is brought into 1…6.
    mutating func appendHeading(_ title: String, level: Int) throws(ExtractionError) {
        let title = title.collapsingWhiteSpace()
        if title.isEmpty { return }
        let offset = text.utf8.count + (text.isEmpty ? 0 : 2)
        try append(title, separator: "\n\n")
        headings.append(.init(level: min(max(level, 1), 6), title: title, utf8Offset: offset))
    }

    /// The document so far.
    func structuredText(title: String? = nil) -> StructuredText {
        let title = title?.collapsingWhiteSpace()
        return StructuredText(text: text, title: title?.isEmpty == true ? nil : title, headings: headings)
    }

    private mutating func append(_ addition: String, separator: String) throws(ExtractionError) {
        let trimmed = addition.trimmingLineEnds()
        if trimmed.isEmpty { return }
        if !text.isEmpty { text += separator }
        text += trimmed
        if text.utf8.count > limits.textByteCount { throw .textTooLong(limits) }
    }
}

extension String {
    /// The text with every run of white space as one space, and none at its ends.
    func collapsingWhiteSpace() -> String {
        split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Without white space at either end.
    func trimmingWhiteSpace() -> Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    /// Without empty lines before and white space after; the first line keeps its indentation.
    func trimmingLineEnds() -> String {
        var rest = self[...]
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        while let lineEnd = rest.firstIndex(where: \.isNewline), rest[..<lineEnd].allSatisfy(\.isWhitespace) {
            rest = rest[rest.index(after: lineEnd)...]
        }
        return String(rest)
    }
}
