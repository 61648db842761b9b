import Foundation
import GRDB

extension SQLiteStore {
    package func provision(_ workspaces: [WorkspaceDescription], now: Int64) throws(StoreError) {
        try write("provision workspaces") { database in
            for (index, workspace) in workspaces.enumerated() {
                try Self.provision(workspace, place: "workspaces[\(index)]", now: now, in: database)
            }
        }
    }

    private static func provision(
        _ workspace: WorkspaceDescription,
        place: String,
        now: Int64,
        in database: Database
    ) throws {
        try Validation.uuid(workspace.id, "\(place).id")
        try Validation.text(workspace.name, "\(place).name", lengths: 1...255)
        guard (0...largestGrant).contains(workspace.credits) else {
            throw StoreError.invalid("\(place).credits is 0…\(largestGrant), not \(workspace.credits)")
        }
        try database.execute(
            sql: """
                INSERT INTO workspace (id, name, granted, credits, created_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name
                """,
            arguments: [workspace.id, workspace.name, workspace.credits, workspace.credits, now]
        )
        for (index, member) in workspace.members.enumerated() {
            try add(member, to: workspace.id, place: "\(place).members[\(index)]", in: database)
        }
        for (index, agent) in workspace.agents.enumerated() {
            try add(agent, to: workspace.id, place: "\(place).agents[\(index)]", now: now, in: database)
        }
    }

    private static func add(
        _ member: WorkspaceDescription.Member,
        to workspace: String,
        place: String,
        in database: Database
    ) throws {
        try Validation.text(member.userID, "\(place).user_id", lengths: 1...256)
        try Validation.text(member.role, "\(place).role", lengths: 1...50)
        try database.execute(
            sql: """
                INSERT INTO workspace_member (workspace_id, user_id, role) VALUES (?, ?, ?)
                ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = excluded.role
                """,
            arguments: [workspace, member.userID, member.role]
        )
    }

    private static func add(
        _ agent: WorkspaceDescription.Agent,
        to workspace: String,
        place: String,
        now: Int64,
        in database: Database
    ) throws {
        try Validation.uuid(agent.id, "\(place).id")
        try Validation.text(agent.name, "\(place).name", lengths: 1...255)
        try Validation.noNUL(agent.systemPrompt ?? "", "\(place).system_prompt")
        if let model = agent.model {
            try Validation.text(model, "\(place).model", lengths: 1...100)
        }
        try database.execute(
            sql: """
                INSERT INTO agent (id, workspace_id, name, system_prompt, model, ai_enabled, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, system_prompt = excluded.system_prompt,
                    model = excluded.model, ai_enabled = excluded.ai_enabled
                WHERE workspace_id = excluded.workspace_id
                """,
            arguments: [
                agent.id, workspace, agent.name, agent.systemPrompt, agent.model, agent.isAIEnabled, now,
            ]
        )
        guard database.changesCount > 0 else {
            throw StoreError(code: .alreadyExists, message: "\(place).id: another workspace has an agent \(agent.id)")
        }
    }
}

extension Validation {
    /// A UUID as the store keeps it: in lower case (RFC 9562, section 4).
    static func uuid(_ text: String, _ what: String) throws {
        guard text.utf8.count == 36, UUID(uuidString: text) != nil, text == text.lowercased() else {
            throw StoreError.invalid("\(what) is no UUID in lower case: \(text.prefix(64))")
        }
    }
}
