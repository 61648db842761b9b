import DocumentStore
import RetrievalEngine

/// The body of `query`, `send` and `stream`.
struct ChatRequest {
    var prompt: String
    /// The bot that answers; the key must be allowed to use it.
    var botName: String
    /// Other bots whose documents are searched as well.
    var extraBots: [String]
    /// What may be found.
    var filter: MetadataFilter?
    /// An instruction for this answer only.
    var ephemeralInstruction: String?
    /// Whether the reply tells how the search came to its passages.
    var explains: Bool

    /// - Parameter isForKnownBot: Whether something else than the body names a bot that the key is for.
    /// - Throws: ``ValidationError``; 401 when no bot is named and `caller` is not the master, as without a bot there is
    ///   nothing that its key could be for.
    init(_ body: JSONValue, from caller: Caller, isForKnownBot: Bool) throws {
        var fields = try FieldReader(body)
        if !caller.isMaster, !isForKnownBot, body["bot_name"]?.stringValue == nil {
            throw AuthenticationError.forbidden
        }
        let prompt = fields.required("prompt", as: .string)
        let botName = fields.required("bot_name", as: .string)
        let extraBots = fields.optional("extra_bots", as: .list(of: .string))
        filter = fields.optional("metadata_filter", as: .nullable(.metadataFilter)).flatMap(\.self)
        ephemeralInstruction = fields.optional("system_ephemeral_payload", as: .nullable(.string)).flatMap(\.self)
        explains = fields.optional("explain", as: .nullable(.boolean)).flatMap(\.self) ?? false
        guard let prompt, let botName, fields.issues.isEmpty else { throw fields.failure }
        self.prompt = prompt
        self.botName = botName
        self.extraBots = extraBots ?? []
    }
}
