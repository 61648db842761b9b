import DocumentExtraction

extension EngineError {
    /// Why a document's bytes gave no text, without the document's name; nil when that is not what failed.
    package var extractionFailure: String? { (cause as? ExtractionError)?.message }
}
