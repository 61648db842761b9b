extension Schema {
    /// A failure in FastAPI's own shape.
    static let failureDetail = object(required: ["detail": .string]).named("Detail")

    /// What is wrong with a request, under the names that FastAPI gives it.
    static let validationFailure = object(required: ["detail": .array(of: validationIssue)])
        .named("HTTPValidationError")

    private static let validationIssue = object(
        required: [
            "type": string.described(as: "The kind of mismatch, by pydantic's name for it."),
            "loc": array(of: either(string, integer))
                .described(as: "Where it is: the part of the request, then the way to the value."),
            "msg": string,
            "input": any.described(as: "The value that does not fit; long ones are cut."),
        ],
        optional: ["ctx": map(of: any).described(as: "What the message was made with.")]
    ).named("ValidationError")
}

extension Operation.Answer {
    static let validationFailure = json(
        "A part of the request is missing, has the wrong type or is out of range; all that is wrong is listed.",
        .validationFailure
    )
}
