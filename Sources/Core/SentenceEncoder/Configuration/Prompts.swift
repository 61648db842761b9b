internal import Foundation

/// What a text is to a search. Some models want another prompt before questions than before the texts searched.
package enum TextRole: Sendable, Hashable {
    /// A question or a search.
    case query
    /// A text that is to be found.
    case passage
}

/// The texts that a model wants before the texts it encodes, such as "query: "; empty where it wants none.
package struct Prompts: Sendable, Equatable {
    package var query: String
    package var passage: String
    /// For texts without a role.
    package var standard: String

    package init(query: String = "", passage: String = "", standard: String = "") {
        self.query = query
        self.passage = passage
        self.standard = standard
    }

    package subscript(role: TextRole?) -> String {
        switch role {
        case .query: query
        case .passage: passage
        case nil: standard
        }
    }

    /// Reads `config_sentence_transformers.json`: `prompts` by their names and `default_prompt_name`. A folder without
    /// the file has no prompts, whatever its model was trained with.
    ///
    /// The prompt of passages is the first of `document`, `passage` and `corpus` that is not empty. The reference writes an
    /// empty `document` where a model has none, and then prefers it to a model's `passage`.
    init(modelFolder: URL) throws(EncoderError) {
        let url = modelFolder.appending(path: "config_sentence_transformers.json")
        let content = try JSONFile.readIfPresent(Content.self, at: url)
        let prompts = (content?.prompts ?? [:]).compactMapValues(\.self)
        query = prompts["query"] ?? ""
        passage = ["document", "passage", "corpus"].lazy.compactMap { prompts[$0] }.first { !$0.isEmpty } ?? ""
        standard = ""
        guard let name = content?.defaultPromptName else { return }
        // The reference knows these two even where the file does not have them.
        guard let prompt = prompts[name] ?? (["query", "document"].contains(name) ? "" : nil) else {
            throw EncoderError(
                .malformedFile,
                file: url.lastPathComponent,
                "expected default_prompt_name to be one of the prompts \(prompts.keys.sorted()), found \(name)"
            )
        }
        standard = prompt
    }

    private struct Content: Decodable {
        var prompts: [String: String?]?
        var defaultPromptName: String?

        enum CodingKeys: String, CodingKey {
            case prompts
            case defaultPromptName = "default_prompt_name"
        }
    }
}
