import RetrievalEngine

extension Schema {
    /// Conditions on the metadata of nodes, as Qdrant writes them.
    static let metadataFilter = recursive(named: "MetadataFilter") { itself in
        let condition = either(match, range, isEmpty, isNull, itself)
        return object(optional: [
            "must": array(of: condition).orNull.described(as: "All of these hold."),
            "must_not": array(of: condition).orNull.described(as: "None of these holds."),
            "should": array(of: condition).orNull.described(as: "At least one of these holds, if there are any."),
        ])
        // As a condition, something else would be a condition that the server does not know, which it refuses.
        .setting("additionalProperties", to: false)
    }

    private static let match = object(required: [
        "key": string,
        "match": either(
            object(required: ["value": scalar]),
            object(required: ["any": array(of: scalar)]),
            object(required: ["except": array(of: scalar)]),
            object(required: ["text": string])
        ),
    ]).named("MatchCondition")

    private static let range = object(required: [
        "key": string,
        "range": object(optional: ["gt": number, "gte": number, "lt": number, "lte": number]),
    ]).named("RangeCondition")

    private static let isEmpty = object(required: ["is_empty": object(required: ["key": string])])
        .named("IsEmptyCondition")

    private static let isNull = object(required: ["is_null": object(required: ["key": string])])
        .named("IsNullCondition")

    private static let scalar = either(string, number, boolean)
}
