import DocumentStore
import RetrievalEngine

/// A passage in the form in which CriaBot hands out nodes of an index.
struct ScoredNode: Encodable, Sendable {
    /// The node, with the fields that LlamaIndex gives a text node.
    struct Node: Encodable, Sendable {
        var text: String
        var metadata: [String: JSONValue]
        var className = "TextNode"
        var textTemplate = "{metadata_str}\n\n{content}"
        var metadataTemplate = "{key}: {value}"
        var excludedEmbeddingKeys: [String] = []
        var excludedModelKeys: [String] = []

        enum CodingKeys: String, CodingKey {
            case text
            case metadata
            case className = "class_name"
            case textTemplate = "text_template"
            case metadataTemplate = "metadata_template"
            case excludedEmbeddingKeys = "excluded_embed_metadata_keys"
            case excludedModelKeys = "excluded_llm_metadata_keys"
        }
    }

    var node: Node
    /// On the scale of `min_n`.
    var score: Double

    init(_ found: IndexedPassage) {
        let passage = found.passage
        node = Node(text: passage.text, metadata: found.metadata)
        score = passage.scores.rerank
    }
}

extension IndexedPassage {
    /// The node's metadata, where it comes from unless the node says otherwise, and its scores: `vector_score` on the
    /// scale of `min_k`, `rerank_score` on that of `min_n`, and the raw `cosine`.
    fileprivate var metadata: [String: JSONValue] {
        var metadata = passage.metadata
        metadata.merge(["file_name": .string(passage.document), "group_name": .string(groupName)]) { own, _ in own }
        metadata[MetadataFilter.tokenCountName] = .integer(Int64(passage.tokenCount))
        metadata["vector_score"] = .number(passage.scores.similarity)
        metadata["rerank_score"] = .number(passage.scores.rerank)
        metadata["cosine"] = .number(passage.scores.cosine)
        return metadata
    }
}
