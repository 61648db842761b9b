import Foundation
import GRDB

/// A row of the table of assistants, with its number there.
struct AssistantRow {
    let number: Int64
    private let stored: Row

    private static let columns = """
        number, id, user_id, kind, name, description, system_prompt, provider, model_name, temperature, asks_human, \
        interrupts, mcp_ids, extension_ids, created_at, updated_at
        """

    private init(_ row: Row) throws {
        number = try row.decode(atIndex: 0)
        stored = row
    }

    /// Whether a text may be an identifier at all: SQLite would read one with a NUL only up to there.
    static func mayBeIdentifier(_ text: String) -> Bool {
        text.utf8.count == 36 && !text.utf8.contains(0)
    }
}

// MARK: - Finding

extension AssistantRow {
    /// A condition of SQL with its arguments.
    struct Condition {
        private(set) var sql: String
        private(set) var arguments: StatementArguments

        fileprivate init(_ sql: String, _ arguments: StatementArguments = []) {
            self.sql = sql
            self.arguments = arguments
        }

        mutating func append(_ sql: String, _ argument: String) {
            self.sql += sql
            arguments += [argument]
        }
    }

    /// Finds the assistants of a scope, but for those that were marked as deleted.
    static func condition(of scope: AssistantScope) -> Condition {
        switch scope {
        case .owned(let userID): Condition("deleted_at IS NULL AND user_id = ?", [userID])
        case .all: Condition("deleted_at IS NULL")
        }
    }

    static func fetch(where condition: Condition, order: String = "", _ database: Database) throws -> [AssistantRow] {
        try Row.fetchAll(
            database,
            sql: "SELECT \(columns) FROM assistant WHERE \(condition.sql) \(order)",
            arguments: condition.arguments
        ).map(AssistantRow.init)
    }

    static func find(_ identifier: String, in scope: AssistantScope, _ database: Database) throws -> AssistantRow? {
        guard mayBeIdentifier(identifier) else { return nil }
        var condition = condition(of: scope)
        condition.append(" AND id = ?", identifier)
        return try fetch(where: condition, database).first
    }

    /// The assistant that the row and those of its teams tell of.
    func assistant(_ database: Database) throws -> StoredAssistant {
        let teams = try teams(database)
        guard let main = teams.first else { throw StoreError.corrupt("an assistant has no main team") }
        return StoredAssistant(
            id: try stored.decode(atIndex: 1),
            userID: try stored.decode(atIndex: 2),
            kind: try Self.value(try stored.decode(atIndex: 3)),
            profile: AssistantProfile(
                name: try stored.decode(atIndex: 4),
                description: try stored.decode(atIndex: 5),
                systemPrompt: try stored.decode(atIndex: 6),
                provider: try stored.decode(atIndex: 7),
                modelName: try stored.decode(atIndex: 8),
                temperature: try stored.decode(atIndex: 9),
                asksHuman: try stored.decode(atIndex: 10),
                interrupts: try stored.decode(atIndex: 11),
                mainUnit: main.unit,
                supportUnits: teams.dropFirst().map(\.unit),
                mcpIDs: try Self.list(try stored.decode(atIndex: 12)),
                extensionIDs: try Self.list(try stored.decode(atIndex: 13))
            ),
            teams: teams,
            createdAt: try stored.decode(atIndex: 14),
            updatedAt: try stored.decode(atIndex: 15)
        )
    }

    private func teams(_ database: Database) throws -> [AssistantTeam] {
        let statement = try database.cachedStatement(
            sql: "SELECT id, unit FROM assistant_team WHERE assistant_number = ? ORDER BY position"
        )
        return try Row.fetchAll(statement, arguments: [number]).map { row in
            AssistantTeam(id: try row.decode(atIndex: 0), unit: try Self.value(try row.decode(atIndex: 1)))
        }
    }

    private static func value<Value: RawRepresentable<String>>(_ text: String) throws -> Value {
        guard let value = Value(rawValue: text) else {
            throw StoreError.corrupt("\"\(text)\" is no \(Value.self)")
        }
        return value
    }

    private static func list(_ json: String) throws -> [String] {
        do {
            return try JSONDecoder().decode([String].self, from: Data(json.utf8))
        } catch {
            throw StoreError.corrupt("an assistant's identifiers are no list of strings")
        }
    }
}

// MARK: - Writing

extension AssistantRow {
    /// Inserts an assistant without its teams.
    ///
    /// - Returns: The number of the row.
    static func insert(_ assistant: StoredAssistant, _ database: Database) throws -> Int64 {
        let identity: StatementArguments = [
            assistant.id, assistant.userID, assistant.kind.rawValue, assistant.createdAt,
        ]
        do {
            try database.execute(
                sql: """
                    INSERT INTO assistant (id, user_id, kind, created_at, name, description, system_prompt, provider,
                        model_name, temperature, asks_human, interrupts, mcp_ids, extension_ids, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: identity + (try changeable(of: assistant))
            )
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
            throw StoreError(code: .alreadyExists, message: "the user has a general assistant already", cause: error)
        }
        return database.lastInsertedRowID
    }

    /// Stores what can change about an assistant, but for its teams.
    func update(to assistant: StoredAssistant, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE assistant SET name = ?, description = ?, system_prompt = ?, provider = ?, model_name = ?,
                    temperature = ?, asks_human = ?, interrupts = ?, mcp_ids = ?, extension_ids = ?, updated_at = ?
                WHERE number = ?
                """,
            arguments: try Self.changeable(of: assistant) + [number]
        )
    }

    private static func changeable(of assistant: StoredAssistant) throws -> StatementArguments {
        let profile = assistant.profile
        return [
            profile.name, profile.description, profile.systemPrompt, profile.provider, profile.modelName,
            profile.temperature, profile.asksHuman, profile.interrupts,
            try json(profile.mcpIDs), try json(profile.extensionIDs), assistant.updatedAt,
        ]
    }

    private static func json(_ list: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(list), as: UTF8.self)
    }

    /// Gives the assistant of a row a team for its main unit and one for each support unit.
    ///
    /// - Parameter present: The teams that it has, main team first: those whose units stay keep their identifiers.
    static func replaceTeams(
        ofRow number: Int64,
        _ present: [AssistantTeam],
        for profile: AssistantProfile,
        _ database: Database
    ) throws -> [AssistantTeam] {
        let kept = Dictionary(uniqueKeysWithValues: present.dropFirst().map { ($0.unit, $0) })
        let main = present.first ?? newTeam(profile.mainUnit)
        let teams = [main] + profile.supportUnits.map { kept[$0] ?? newTeam($0) }
        guard teams != present else { return present }
        try database.execute(sql: "DELETE FROM assistant_team WHERE assistant_number = ?", arguments: [number])
        for (position, team) in teams.enumerated() {
            try database.execute(
                sql: "INSERT INTO assistant_team (id, assistant_number, position, unit) VALUES (?, ?, ?, ?)",
                arguments: [team.id, number, position, team.unit.rawValue]
            )
        }
        return teams
    }

    private static func newTeam(_ unit: WorkflowUnit) -> AssistantTeam {
        AssistantTeam(id: UUID().uuidString.lowercased(), unit: unit)
    }
}
