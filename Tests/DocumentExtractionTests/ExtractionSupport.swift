import Chunking
import DocumentExtraction

/// Reads a document given as text in UTF-8.
func extract(
    _ text: String,
    name: String,
    limits: ExtractionLimits = ExtractionLimits()
) async throws(ExtractionError) -> StructuredText {
    try await DocumentExtractor(limits: limits).extract(Array(text.utf8), name: name).content
}

/// The code of the error that reading a document gives; nil when it gives text.
func failureCode(
    _ bytes: [UInt8],
    name: String,
    limits: ExtractionLimits = ExtractionLimits()
) async -> ExtractionError.Code? {
    do throws(ExtractionError) {
        _ = try await DocumentExtractor(limits: limits).extract(bytes, name: name)
        return nil
    } catch {
        return error.code
    }
}

/// Headings as "level title", which reads well in expectations.
func outline(_ content: StructuredText) -> [String] {
    content.headings.map { "\($0.level) \($0.title)" }
}
