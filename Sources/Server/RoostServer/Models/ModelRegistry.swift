/// The models by the numbers that clients know them by.
///
/// CriaBot's clients name models by number: one that answers, one that embeds, one that reranks. Each kind has numbers of
/// its own. The numbers 1 to 6, which the API's document uses, stand in each kind for what the server runs with.
package struct ModelRegistry: Sendable {
    /// What a model is for.
    package enum Kind: String, Sendable, CaseIterable, Encodable {
        case answering = "llm"
        case embedding
        case reranking = "rerank"
    }

    /// A model and its number.
    package struct Entry: Sendable, Encodable, Equatable {
        package var kind: Kind
        package var id: Int
        package var name: String
    }

    /// The name of the built-in reranker.
    package static let similarityReranker = "similarity"

    /// The numbers that always exist.
    static let documentedNumbers = 1...6

    private var names: [Kind: [Int: String]] = [:]

    /// - Parameters:
    ///   - answering: The name of the configured answering model.
    ///   - embedding: The name of the encoder.
    ///   - reranking: The name of the configured reranking model.
    package init(answering: String, embedding: String, reranking: String = similarityReranker) {
        for number in Self.documentedNumbers {
            names[.answering, default: [:]][number] = answering
            names[.embedding, default: [:]][number] = embedding
            names[.reranking, default: [:]][number] = reranking
        }
    }

    /// The name of a model; nil when no model of that kind has the number.
    package subscript(kind: Kind, number: Int) -> String? {
        get { names[kind]?[number] }
        set { names[kind, default: [:]][number] = newValue }
    }

    /// All models, by kind and number.
    package var entries: [Entry] {
        Kind.allCases.flatMap { kind in
            (names[kind] ?? [:]).sorted { $0.key < $1.key }.map { Entry(kind: kind, id: $0.key, name: $0.value) }
        }
    }
}
