import Foundation

/// How a reranking server wants to be asked. Both forms are sent to the same path.
enum RerankRequestForm: Sendable {
    /// `{"query", "texts", "truncate"}`: Text Embeddings Inference.
    case texts
    /// `{"model", "query", "documents", "top_n"}`: Cohere, Jina, vLLM, llama.cpp, Infinity.
    case documents

    /// The form that is tried first.
    ///
    /// - Parameter url: Paths such as `/v1/rerank` are Cohere's; TEI has none with a version.
    init(url: URL, model: String?) {
        let folder = url.deletingLastPathComponent().lastPathComponent
        let hasVersion = folder.first == "v" && folder.dropFirst().allSatisfy(\.isNumber) && folder.count > 1
        self = model != nil || hasVersion ? .documents : .texts
    }

    var other: RerankRequestForm { self == .texts ? .documents : .texts }

    func body(query: String, texts: [String], model: String?) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        switch self {
        case .texts: return try [UInt8](encoder.encode(TextsBody(query: query, texts: texts)))
        case .documents:
            let body = DocumentsBody(model: model, query: query, documents: texts, count: texts.count)
            return try [UInt8](encoder.encode(body))
        }
    }

    private struct TextsBody: Encodable {
        var query: String
        var texts: [String]
        /// Too long a text is cut, not refused.
        var truncate = true
    }

    private struct DocumentsBody: Encodable {
        var model: String?
        var query: String
        var documents: [String]
        var count: Int

        enum CodingKeys: String, CodingKey {
            case model, query, documents
            case count = "top_n"
        }
    }
}
