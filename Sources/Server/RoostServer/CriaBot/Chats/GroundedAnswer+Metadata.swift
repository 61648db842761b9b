import RetrievalEngine

extension GroundedAnswer {
    /// How the answer is grounded: `grounded`, `citations` and `sentences`, in the form of the command line.
    var metadata: [String: JSONValue] {
        [
            "grounded": .string(grounding.rawValue),
            "citations": .array(citations.map(\.json)),
            "sentences": .array(sentences.map(\.json)),
        ]
    }
}

extension Citation {
    var json: JSONValue {
        .object([
            "number": .integer(Int64(number)),
            "document": .string(document),
            "page": page.map { .integer(Int64($0)) } ?? .null,
            "range": .array([.integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound))]),
            "text": .string(text),
            "score": .number(score),
        ])
    }
}

extension ReplySentence {
    fileprivate var json: JSONValue {
        .object([
            "text": .string(text),
            "support": .string(support.rawValue),
            "citations": .array(citations.map { .integer(Int64($0)) }),
            "score": .number(score),
        ])
    }
}
