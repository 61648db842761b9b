/// A kind of document that the engine can read.
package enum DocumentFormat: String, Sendable, CaseIterable {
    case pdf
    case docx
    case html
    case markdown
    case csv
    case json
    case plainText

    /// The registered media type, without parameters.
    package var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .html: "text/html"
        case .markdown: "text/markdown"
        case .csv: "text/csv"
        case .json: "application/json"
        case .plainText: "text/plain"
        }
    }

    /// The format that a file name's extension stands for; nil when the extension is none of ours.
    package init?(fileExtension: String) {
        switch fileExtension.lowercased() {
        case "pdf": self = .pdf
        case "docx", "docm", "dotx", "dotm": self = .docx
        case "html", "htm", "xhtml", "xht": self = .html
        case "md", "markdown", "mdown", "mkd", "mkdn": self = .markdown
        case "csv", "tsv", "tab", "psv": self = .csv
        case "json", "jsonl", "ndjson", "geojson": self = .json
        case "txt", "text", "log": self = .plainText
        default: return nil
        }
    }

    /// What error messages say the engine can read.
    static let supportedList = "PDF, DOCX, HTML, Markdown, CSV, JSON and plain text"
}
