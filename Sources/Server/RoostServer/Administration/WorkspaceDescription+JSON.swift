import DocumentStore
import RetrievalEngine

extension WorkspaceDescription {
    /// Credits of a workspace that is made without a number of them.
    static let usualCredits = 50

    /// Reads `{"workspaces": [{"id", "name", "credits", "members": [{"user_id", "role"}], "agents": [{"id", "name",
    /// "system_prompt", "model", "ai_enabled"}]}]}`.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` with everything that is wrong and its place.
    static func list(in bytes: [UInt8]) throws -> [WorkspaceDescription] {
        do {
            let document = try JSONParser.parse(bytes)
            var reader = try FieldReader(document, at: ["file"])
            let entries = reader.required("workspaces", as: .list(of: .any)) ?? []
            let workspaces = entries.indices.compactMap { index in
                read(entries[index], at: ["file", "workspaces", .index(index)], &reader, WorkspaceDescription.init)
            }
            guard reader.issues.isEmpty else { throw reader.failure }
            return workspaces
        } catch let error as ValidationError {
            throw EngineError(.invalidArgument, error.issues.map(\.sentence).joined(separator: "; "), cause: error)
        } catch let error as JSONParser.SyntaxError {
            throw EngineError(.invalidArgument, "no JSON at byte \(error.byteOffset): \(error.reason)", cause: error)
        }
    }

    private init?(_ reader: inout FieldReader, at location: [ValidationError.Element]) {
        guard let id = reader.required("id", as: .string), let name = reader.required("name", as: .string) else {
            return nil
        }
        self.init(
            id: id.lowercased(),
            name: name,
            credits: Int64(reader.optional("credits", as: .integer(in: 0...Int(Int32.max))) ?? Self.usualCredits)
        )
        let members = reader.optional("members", as: .list(of: .any)) ?? []
        self.members = members.indices.compactMap { index in
            Self.read(members[index], at: location + ["members", .index(index)], &reader) { reader, _ in
                Member(&reader)
            }
        }
        let agents = reader.optional("agents", as: .list(of: .any)) ?? []
        self.agents = agents.indices.compactMap { index in
            Self.read(agents[index], at: location + ["agents", .index(index)], &reader) { reader, _ in Agent(&reader) }
        }
    }

    /// Reads an object inside another; what is wrong with it is added to the outer reader's issues.
    private static func read<Value>(
        _ value: JSONValue,
        at location: [ValidationError.Element],
        _ outer: inout FieldReader,
        _ read: (inout FieldReader, [ValidationError.Element]) -> Value?
    ) -> Value? {
        do throws(ValidationError) {
            var reader = try FieldReader(value, at: location)
            let result = read(&reader, location)
            outer.note(reader.issues)
            return result
        } catch {
            outer.note(error.issues)
            return nil
        }
    }
}

extension WorkspaceDescription.Member {
    fileprivate init?(_ reader: inout FieldReader) {
        guard let user = reader.required("user_id", as: .string) else { return nil }
        self.init(userID: user, role: reader.optional("role", as: .string) ?? "member")
    }
}

extension WorkspaceDescription.Agent {
    fileprivate init?(_ reader: inout FieldReader) {
        guard let id = reader.required("id", as: .string), let name = reader.required("name", as: .string) else {
            return nil
        }
        self.init(
            id: id.lowercased(),
            name: name,
            systemPrompt: reader.optional("system_prompt", as: .nullable(.string)) ?? nil,
            model: reader.optional("model", as: .nullable(.string)) ?? nil,
            isAIEnabled: reader.optional("ai_enabled", as: .boolean) ?? true
        )
    }
}
