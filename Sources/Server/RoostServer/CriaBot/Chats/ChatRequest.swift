import RetrievalEngine

/// The body of `query` and `send`.
struct ChatRequest {
    var prompt: String
    /// The bot that answers; the key must be allowed to use it.
    var botName: String
    /// Other bots whose documents are searched as well.
    var extraBots: [String]

    /// - Throws: ``ValidationError``; 401 when no bot is named and `caller` is not the master, as without a bot there is
    ///   nothing that its key could be for.
    init(_ body: JSONValue, from caller: Caller) throws {
        var fields = try FieldReader(body)
        if !caller.isMaster, body["bot_name"]?.stringValue == nil {
            throw AuthenticationError.forbidden
        }
        let prompt = fields.required("prompt", as: .string)
        let botName = fields.required("bot_name", as: .string)
        let extraBots = fields.optional("extra_bots", as: .list(of: .string))
        let filter = fields.optional("metadata_filter", as: .nullable(.metadataFilter)).flatMap(\.self)
        if filter?.isEmpty == false {
            fields.reject("metadata_filter", because: "metadata filters are not supported yet")
        }
        guard let prompt, let botName, fields.issues.isEmpty else { throw fields.failure }
        self.prompt = prompt
        self.botName = botName
        self.extraBots = extraBots ?? []
    }
}

/// Conditions on the metadata of what may be found.
struct MetadataFilter {
    var conditions: [[String: JSONValue]]

    var isEmpty: Bool { conditions.isEmpty }
}

extension LaxType where Value == MetadataFilter {
    /// An object with lists of conditions, each of which may be missing or null.
    static var metadataFilter: Self {
        Self { value, location, issues in
            do throws(ValidationError) {
                var fields = try FieldReader(value, at: location)
                let conditions = ["must", "must_not", "should"].flatMap { name in
                    fields.optional(name, as: .nullable(.list(of: .object))).flatMap(\.self) ?? []
                }
                issues += fields.issues
                return fields.issues.isEmpty ? MetadataFilter(conditions: conditions) : nil
            } catch {
                issues += error.issues
                return nil
            }
        }
    }
}
