import HTTPTypes
import RetrievalEngine

/// The description of a route of CriaBot.
///
/// `Fields` are those that the route answers with: a route cannot be described with another's.
struct CriaBotOperation<Fields: DescribedFields>: Sendable {
    var described: Operation

    /// Adds to what is said what holds for every route: the key, the stack-trace header, the envelope, and the failures
    /// that may happen anywhere or wherever a body is read.
    ///
    /// - Parameters:
    ///   - parameters: Of the path and the query.
    ///   - failures: Those of this route alone.
    init(
        _ summary: String,
        tag: Operation.Tag,
        description: String,
        access: CriaBotAccess,
        parameters: [Operation.Parameter] = [],
        body: Operation.Body? = nil,
        failures: [CriaBotFailure] = []
    ) {
        let failures = failures + (body == nil ? [] : [.bodyTooLarge]) + [.unexpected, .overloaded, .outOfSpace]
        var answers = Dictionary(grouping: failures, by: \.status).mapValues(Fields.answer)
        answers[.ok] = .json("Done.", Fields.successSchema)
        answers[.unauthorized] = Fields.refusal
        answers[.unprocessableContent] = .validationFailure
        described = Operation(
            summary: summary,
            description: "\(description)\n\n\(access.rawValue)",
            tag: tag,
            security: [.keyInHeader, .keyInQuery, .hyphenatedKeyInQuery],
            parameters: parameters + [.stackTrace],
            body: body,
            answers: answers
        )
    }

    /// The operation with another answer for the case that all went well.
    func answering(_ answer: Operation.Answer) -> Self {
        var copy = self
        copy.described.answers[.ok] = answer
        return copy
    }
}

/// Whose key a route of CriaBot lets in, as a sentence for the description.
enum CriaBotAccess: String {
    case master = "Needs the master key."
    case bot = "Needs the bot's key or the master key."
    case chat = "Needs the key that started the chat, or the master key."
    case botAndChat = "Needs the key of the bot, which must have started the chat, too, or the master key."
    case anyKey = "Every valid key will do."
}

extension SecurityScheme {
    static let keyInHeader = key(
        "X-API-Key",
        in: .header,
        named: "apiKeyHeader",
        description: "The header `X-API-Key` with the master key, or the key that a bot got when it was created."
    )
    static let keyInQuery = key(
        "api_key",
        in: .query,
        named: "apiKeyQuery",
        description: "The same key in the query as `api_key`. A header comes first."
    )
    static let hyphenatedKeyInQuery = key(
        "x-api-key",
        in: .query,
        named: "apiKeyHyphenatedQuery",
        description: "The same key in the query as `x-api-key`."
    )
}

extension Operation.Parameter {
    static let botName = path("bot_name", .storedName, "The name of the bot. Upper and lower case are the same.")
    static let chatID = path("chat_id", .string, "What `start` answered as `chat_id`.")

    fileprivate static let stackTrace = header(
        "X-Api-Stacktrace",
        .boolean,
        "Clients of CriaBot send it. Roost never sends stack traces."
    )
}

extension Schema {
    /// The name of something that is stored.
    static let storedName = string(length: 1...128).withoutNUL
}
