import Foundation
import GRDB

extension SQLiteStore: AssistantStore {
    package func createAssistant(_ assistant: NewAssistant) throws(StoreError) -> StoredAssistant {
        try write("create the assistant") { try Self.insert(assistant, in: $0) }
    }

    package func generalAssistant(
        orCreate assistant: NewAssistant
    ) throws(StoreError) -> (assistant: StoredAssistant, isNew: Bool) {
        guard assistant.kind == .general else { throw .invalid("a general assistant is to be of the general kind") }
        let known = try read("look up the general assistant") {
            try Self.generalAssistant(of: assistant.userID, in: $0)
        }
        if let known { return (known, false) }
        return try write("create the general assistant") { database in
            if let known = try Self.generalAssistant(of: assistant.userID, in: database) { return (known, false) }
            return (try Self.insert(assistant, in: database), true)
        }
    }

    package func assistant(_ identifier: String, in scope: AssistantScope) throws(StoreError) -> StoredAssistant? {
        try read("look up the assistant") { try AssistantRow.find(identifier, in: scope, $0)?.assistant($0) }
    }

    package func assistants(
        in scope: AssistantScope,
        kind: AssistantKind?,
        limit: Int,
        offset: Int
    ) throws(StoreError) -> AssistantPage {
        try read("list the assistants") { database in
            var condition = AssistantRow.condition(of: scope)
            if let kind {
                condition.append(" AND kind = ?", kind.rawValue)
            }
            let rows = try AssistantRow.fetch(
                where: condition,
                order: "ORDER BY created_at DESC, number DESC LIMIT \(max(0, limit)) OFFSET \(max(0, offset))",
                database
            )
            let count = try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM assistant WHERE \(condition.sql)",
                arguments: condition.arguments
            )
            return AssistantPage(assistants: try rows.map { try $0.assistant(database) }, totalCount: count ?? 0)
        }
    }

    package func updateAssistant(
        _ identifier: String,
        of userID: String,
        kind: AssistantKind?,
        now: Int64,
        _ transform: (inout AssistantProfile) -> Void
    ) throws(StoreError) -> StoredAssistant? {
        try write("update the assistant") { database in
            guard let row = try AssistantRow.find(identifier, in: .owned(by: userID), database) else { return nil }
            var assistant = try row.assistant(database)
            guard kind == nil || assistant.kind == kind else { return nil }
            let main = assistant.profile.mainUnit
            transform(&assistant.profile)
            assistant.profile.mainUnit = main
            try Validation.assistant(assistant.profile)
            // The clock may have been set back.
            assistant.updatedAt = max(now, assistant.updatedAt)
            try row.update(to: assistant, database)
            assistant.teams = try AssistantRow.replaceTeams(
                ofRow: row.number,
                assistant.teams,
                for: assistant.profile,
                database
            )
            return assistant
        }
    }

    package func markAdvancedAssistantAsDeleted(
        _ identifier: String,
        of userID: String,
        now: Int64
    ) throws(StoreError) -> Bool {
        try write("mark the assistant as deleted") { database in
            guard AssistantRow.mayBeIdentifier(identifier) else { return false }
            try database.execute(
                sql: """
                    UPDATE assistant SET deleted_at = ?
                    WHERE id = ? AND user_id = ? AND kind = ? AND deleted_at IS NULL
                    """,
                arguments: [now, identifier, userID, AssistantKind.advanced.rawValue]
            )
            return database.changesCount > 0
        }
    }

    package func deleteAdvancedAssistant(_ identifier: String, of userID: String) throws(StoreError) -> Bool {
        try write("delete the assistant") { database in
            guard AssistantRow.mayBeIdentifier(identifier) else { return false }
            try database.execute(
                sql: "DELETE FROM assistant WHERE id = ? AND user_id = ? AND kind = ?",
                arguments: [identifier, userID, AssistantKind.advanced.rawValue]
            )
            return database.changesCount > 0
        }
    }

    private static func generalAssistant(of userID: String, in database: Database) throws -> StoredAssistant? {
        var condition = AssistantRow.condition(of: .owned(by: userID))
        condition.append(" AND kind = ?", AssistantKind.general.rawValue)
        return try AssistantRow.fetch(where: condition, database).first?.assistant(database)
    }

    private static func insert(_ assistant: NewAssistant, in database: Database) throws -> StoredAssistant {
        try Validation.text(assistant.userID, "the user's identifier", lengths: 1...256)
        try Validation.assistant(assistant.profile)
        var stored = StoredAssistant(
            id: UUID().uuidString.lowercased(),
            userID: assistant.userID,
            kind: assistant.kind,
            profile: assistant.profile,
            teams: [],
            createdAt: assistant.now,
            updatedAt: assistant.now
        )
        let number = try AssistantRow.insert(stored, database)
        stored.teams = try AssistantRow.replaceTeams(ofRow: number, [], for: stored.profile, database)
        let collection = CollectionDescription(
            name: stored.id,
            owner: stored.collectionOwner,
            model: assistant.embeddingModel
        )
        _ = try insertCollection(collection, in: database)
        return stored
    }
}

extension Validation {
    fileprivate static func assistant(_ profile: AssistantProfile) throws {
        try text(profile.name, "the assistant's name", lengths: 3...100)
        try text(profile.description, "the assistant's description", lengths: 3...5000)
        try text(profile.systemPrompt, "the assistant's system prompt", lengths: 3...5000)
        try text(profile.provider, "the assistant's provider", lengths: 3...50)
        try text(profile.modelName, "the name of the assistant's model", lengths: 1...50)
        guard (0...2).contains(profile.temperature) else {
            throw StoreError.invalid("a temperature is 0…2, not \(profile.temperature)")
        }
        guard Set(profile.supportUnits).count == profile.supportUnits.count else {
            throw StoreError.invalid("a support unit is there twice")
        }
    }
}
