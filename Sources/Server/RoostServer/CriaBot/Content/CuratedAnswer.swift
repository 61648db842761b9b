import RetrievalEngine

/// An answer that a person wrote for a question, as it stands in the metadata of each of the question's nodes.
struct CuratedAnswer: Sendable {
    var text: String
    /// Whether a model puts it into words; otherwise it is given as it stands.
    var usesModel: Bool
    var relatedPrompts: [RelatedPrompt]

    init(text: String, usesModel: Bool, relatedPrompts: [RelatedPrompt]) {
        self.text = text
        self.usesModel = usesModel
        self.relatedPrompts = relatedPrompts
    }
}

extension CuratedAnswer {
    /// The answer in a node's metadata; nil when the node is not a question's.
    init?(metadata: [String: JSONValue]) {
        guard case .string(let text)? = metadata["answer"], case .bool(let usesModel)? = metadata["llm_reply"] else {
            return nil
        }
        self.init(text: text, usesModel: usesModel, relatedPrompts: [])
        if case .array(let prompts)? = metadata["related_prompts"] {
            relatedPrompts = prompts.compactMap(RelatedPrompt.init)
        }
    }

    /// What every node of the question has of it.
    var metadata: [String: JSONValue] {
        [
            "answer": .string(text),
            "llm_reply": .bool(usesModel),
            "related_prompts": .array(relatedPrompts.map(\.json)),
        ]
    }
}

extension RelatedPrompt {
    fileprivate init?(_ json: JSONValue) {
        guard let label = json["label"]?.stringValue, let prompt = json["prompt"]?.stringValue else { return nil }
        self.init(label: label, prompt: prompt, isGenerated: json["llm_generated"] == .bool(true))
    }

    fileprivate var json: JSONValue {
        .object(["label": .string(label), "prompt": .string(prompt), "llm_generated": .bool(isGenerated)])
    }
}
