import HTTPTypes

/// A way in which a route of CriaBot may fail.
struct CriaBotFailure: Sendable {
    var status: HTTPResponse.Status
    var code: ResultCode
    /// One sentence.
    var reason: String

    static let unknownBot = Self(status: .notFound, code: .notFound, reason: "There is no such bot.")
    static let unknownChat = Self(
        status: .notFound,
        code: .notFound,
        reason: "There is no such chat, or it has expired."
    )
    static let unknownExtraBot = Self(status: .notFound, code: .notFound, reason: "One of the extra bots is none.")
    static let unknownFile = Self(
        status: .notFound,
        code: .fileNotFound,
        reason: "The bot has nothing of that name in the index."
    )
    static let duplicateBot = Self(status: .conflict, code: .duplicate, reason: "There is a bot of that name already.")
    static let duplicateFile = Self(
        status: .conflict,
        code: .duplicate,
        reason: "The bot has something of that name in the index already, whatever its content."
    )
    static let unknownModel = Self(
        status: .badRequest,
        code: .invalidModel,
        reason: "One of the numbers is no model's."
    )
    static let invalidFileData = Self(
        status: .badRequest,
        code: .invalidFileData,
        reason: "The contents cannot be indexed, such as a node without text."
    )
    static let emptyPrompt = Self(status: .badRequest, code: .invalidRequest, reason: "The prompt is empty.")
    static let bodyTooLarge = Self(
        status: .contentTooLarge,
        code: .invalidRequest,
        reason: "The body is larger than the server accepts."
    )
    static let unexpected = Self(
        status: .internalServerError,
        code: .error,
        reason: "Something went wrong in the server. It was logged."
    )
    static let overloaded = Self(
        status: .serviceUnavailable,
        code: .rateLimit,
        reason: "Too many requests wait already."
    )
    static let outOfSpace = Self(status: .insufficientStorage, code: .error, reason: APIFailure.outOfSpace)
}

extension [CriaBotFailure] {
    /// What may go wrong where a language model on the network is asked.
    static let ofModels: Self = [
        CriaBotFailure(
            status: .badRequest,
            code: .contentFilter,
            reason: "The language model's provider refused the content."
        ),
        CriaBotFailure(
            status: .tooManyRequests,
            code: .rateLimit,
            reason: "The language model's provider has had too many requests."
        ),
        CriaBotFailure(
            status: .badGateway,
            code: .error,
            reason: "The language model failed, or its answer made no sense."
        ),
        CriaBotFailure(
            status: .serviceUnavailable,
            code: .error,
            reason: "The language model cannot be reached now."
        ),
        CriaBotFailure(
            status: .gatewayTimeout,
            code: .error,
            reason: "The language model did not answer in time."
        ),
    ]
}
