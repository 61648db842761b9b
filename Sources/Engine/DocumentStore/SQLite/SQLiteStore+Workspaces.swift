import GRDB

extension SQLiteStore: WorkspaceStore {
    package func workspace(_ identifier: String) throws(StoreError) -> StoredWorkspace? {
        try read("look up the workspace") { database in
            let row = try Row.fetchOne(
                database.cachedStatement(sql: "SELECT id, name, credits, created_at FROM workspace WHERE id = ?"),
                arguments: [identifier]
            )
            return try row.map { row in
                try StoredWorkspace(
                    id: row.decode(atIndex: 0),
                    name: row.decode(atIndex: 1),
                    credits: row.decode(atIndex: 2),
                    createdAt: row.decode(atIndex: 3)
                )
            }
        }
    }

    package func isMember(_ user: String, ofWorkspace workspace: String) throws(StoreError) -> Bool {
        try read("look up the member") { database in
            let statement = try database.cachedStatement(
                sql: "SELECT 1 FROM workspace_member WHERE workspace_id = ? AND user_id = ?"
            )
            return try Int.fetchOne(statement, arguments: [workspace, user]) != nil
        }
    }

    package func workspaces(ofUser user: String) throws(StoreError) -> Set<String> {
        try read("look up the user's workspaces") { database in
            let statement = try database.cachedStatement(
                sql: "SELECT workspace_id FROM workspace_member WHERE user_id = ?"
            )
            return try String.fetchSet(statement, arguments: [user])
        }
    }

    package func agent(_ identifier: String, inWorkspace workspace: String) throws(StoreError) -> StoredAgent? {
        try read("look up the agent") { try Self.agent(identifier, inWorkspace: workspace, in: $0) }
    }

    package func grantCredits(_ amount: Int64, toWorkspace workspace: String) throws(StoreError) -> Int64? {
        try write("grant credits") { database in
            guard (0...Self.largestGrant).contains(amount) else {
                throw StoreError.invalid("credits are 0…\(Self.largestGrant), not \(amount)")
            }
            return try Int64.fetchOne(
                database,
                sql: """
                    UPDATE workspace SET granted = granted + ?, credits = credits + ? WHERE id = ? RETURNING credits
                    """,
                arguments: [amount, amount, workspace]
            )
        }
    }

    /// No workspace is given more at a time: sums stay far from the largest integer.
    static let largestGrant: Int64 = 1_000_000_000_000

    static func agent(
        _ identifier: String,
        inWorkspace workspace: String,
        in database: Database
    ) throws -> StoredAgent? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, workspace_id, name, system_prompt, model, ai_enabled FROM agent
                WHERE workspace_id = ? AND id = ?
                """
        )
        return try Row.fetchOne(statement, arguments: [workspace, identifier]).map { row in
            try StoredAgent(
                id: row.decode(atIndex: 0),
                workspaceID: row.decode(atIndex: 1),
                name: row.decode(atIndex: 2),
                systemPrompt: row.decode(atIndex: 3),
                model: row.decode(atIndex: 4),
                isAIEnabled: row.decode(atIndex: 5)
            )
        }
    }
}
