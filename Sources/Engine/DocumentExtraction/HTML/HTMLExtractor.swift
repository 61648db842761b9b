import Chunking

/// Reads the visible text of HTML, with its headings, lists and tables.
struct HTMLExtractor {
    let limits: ExtractionLimits

    /// - Throws: `tooLarge` when elements are nested absurdly deep or the text is over the limit.
    func content(of text: String) throws(ExtractionError) -> StructuredText {
        let collector = HTMLTextCollector(limits: limits)
        try HTMLSAXParser.parse(text, handler: collector)
        var builder = StructuredTextBuilder(limits: limits)
        try builder.append(try collector.finish())
        return builder.structuredText(title: collector.title)
    }
}
