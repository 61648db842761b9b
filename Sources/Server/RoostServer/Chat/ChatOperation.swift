import HTTPTypes
import RetrievalEngine

extension Operation {
    /// An operation of the Chat API under one of its prefixes, with the failures that every such operation has.
    ///
    /// - Parameters:
    ///   - isChecked: Whether there is something about a request that may not fit, beside its token.
    ///   - badRequest: Why the status is 400 whatever the prefix; nil when there is no such reason.
    ///   - notFound: Why the status is 404; nil when it never is.
    static func chat(
        _ summary: String,
        tag: Tag,
        description: String,
        group: APIGroup,
        parameters: [Parameter] = [],
        body: Body? = nil,
        success: Answer,
        isChecked: Bool = true,
        badRequest: String? = nil,
        notFound: String? = nil
    ) -> Operation {
        let mismatch = isChecked ? "A part of the request is missing, has the wrong type or is out of range." : nil
        let usesUnprocessable = group == .chatPrompts
        let reasons = [usesUnprocessable ? nil : mismatch, body == nil ? nil : "The body cannot be read.", badRequest]
            .compactMap(\.self)
        var answers: [HTTPResponse.Status: Answer] = [
            .ok: success,
            .unauthorized: .chatFailure("There is no token, or it is not valid.", headers: [.authenticate]),
            .internalServerError: .chatFailure("Something went wrong in the server. It was logged."),
            .insufficientStorage: .chatFailure(APIFailure.outOfSpace),
            .serviceUnavailable: .chatFailure(
                "Too many requests wait already, or the answering model cannot be reached.",
                headers: [.retryAfter]
            ),
        ]
        if !reasons.isEmpty {
            answers[.badRequest] = .chatFailure(reasons.joined(separator: " "))
        }
        if usesUnprocessable, let mismatch {
            answers[.unprocessableContent] = .json(mismatch, .chatMismatch)
        }
        if let notFound {
            answers[.notFound] = .chatFailure(notFound)
        }
        if body != nil {
            answers[.contentTooLarge] = .chatFailure("The body is larger than the server accepts.")
        }
        return Operation(
            summary: summary,
            description: description,
            tag: tag,
            security: [.userToken],
            parameters: parameters,
            body: body,
            answers: answers
        )
    }
}

extension Operation.Answer {
    fileprivate static func chatFailure(_ description: String, headers: [Operation.Header] = []) -> Self {
        var answer = Self.json(description, .failureDetail)
        answer.headers = headers
        return answer
    }
}

extension Operation.Header {
    fileprivate static let authenticate = Self(
        name: "WWW-Authenticate",
        schema: .constant("Bearer"),
        description: "How to say whom a request comes from."
    )
}

extension Schema {
    /// What does not fit in a request, in one sentence and one by one.
    fileprivate static let chatMismatch = object(
        required: [
            "detail": string,
            "errors": array(
                of: object(required: [
                    "loc": array(of: either(string, integer))
                        .described(as: "Where it is: the part of the request, then the way to the value."),
                    "msg": string,
                ])
            ),
        ]
    ).named("ChatMismatch")
}
