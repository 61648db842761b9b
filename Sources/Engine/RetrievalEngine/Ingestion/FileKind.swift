import DocumentExtraction

/// A kind of file that an API may want and refuse others for.
package enum FileKind: Sendable, CaseIterable {
    case pdf
    case plainText
    case docx

    fileprivate var format: DocumentFormat {
        switch self {
        case .pdf: .pdf
        case .plainText: .plainText
        case .docx: .docx
        }
    }

    /// The registered media type, without parameters.
    package var mediaType: String { format.mediaType }

    /// The ending of names of such files, without the dot.
    package var fileExtension: String {
        switch self {
        case .pdf: "pdf"
        case .plainText: "txt"
        case .docx: "docx"
        }
    }

    /// The kind that a file's name claims; nil for a name that claims none of these.
    package init?(fileName: String) {
        let name = fileName.lowercased()
        guard let kind = Self.allCases.first(where: { name.hasSuffix(".\($0.fileExtension)") }) else { return nil }
        self = kind
    }
}

extension RetrievalEngine {
    /// Whether bytes are a file of a kind, though perhaps one that is damaged or needs a password.
    package func recognizes(_ bytes: [UInt8], as kind: FileKind) async throws -> Bool {
        try await run { [format = kind.format] in
            do throws(ExtractionError) {
                return try format.recognizes(bytes)
            } catch {
                throw EngineError(.internalFailure, error.message, cause: error)
            }
        }
    }
}

extension EngineError {
    /// Why a document cannot be read, when that is the document's own fault, without its name; nil for every other error,
    /// also when a program that reads documents is missing.
    package var documentFault: String? {
        guard code == .unreadableDocument, let error = cause as? ExtractionError else { return nil }
        switch error.code {
        case .encrypted, .damaged, .noText, .tooLarge, .timedOut, .unsupportedType: return error.message
        case .toolMissing, .cancelled, .internalFailure: return nil
        }
    }

    /// Whether a document's type is none that the engine reads.
    package var isOfUnsupportedDocument: Bool {
        (cause as? ExtractionError)?.code == .unsupportedType
    }
}
