import GRDB

extension SQLiteStore: PromptStore {
    package func createPrompt(_ prompt: NewPrompt, owner: Int64, now: Int64) throws(StoreError) -> StoredPrompt {
        try write("create the prompt") { database in
            try Validation.prompt(prompt)
            try database.execute(
                sql: """
                    INSERT INTO prompt (owner, title, content, scenario, description, metadata, created_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    owner, prompt.title, prompt.content, prompt.scenario, prompt.description, prompt.metadata, now, now,
                ]
            )
            return StoredPrompt(
                id: database.lastInsertedRowID,
                text: prompt,
                isTemplate: false,
                usageCount: 0,
                createdAt: now,
                updatedAt: now
            )
        }
    }

    package func prompt(_ identifier: Int64, visibleTo user: Int64) throws(StoreError) -> StoredPrompt? {
        try read("look up the prompt") { try Self.prompt(identifier, visibleTo: user, in: $0) }
    }

    package func prompts(visibleTo user: Int64, matching query: PromptQuery) throws(StoreError) -> PromptPage {
        try read("list the prompts") { database in
            let filter = PromptFilter(query, user: user)
            let identifiers = try Int64.fetchAll(
                database,
                sql: "SELECT id FROM visible_prompt WHERE \(filter.condition) \(Self.order)",
                arguments: filter.arguments
            )
            let page = identifiers.dropFirst(max(0, query.offset)).prefix(max(0, query.limit))
            let prompts = try page.compactMap { try Self.prompt($0, visibleTo: user, in: database) }
            return PromptPage(prompts: prompts, totalCount: identifiers.count)
        }
    }

    package func updatePrompt(
        _ identifier: Int64,
        owner: Int64,
        changes: PromptChanges,
        now: Int64
    ) throws(StoreError) -> StoredPrompt? {
        try write("update the prompt") { database in
            guard var prompt = try Self.prompt(identifier, visibleTo: owner, in: database), !prompt.isTemplate
            else { return nil }
            guard !changes.isEmpty else { return prompt }
            prompt.text.apply(changes)
            // A clock that was set back does not make the change an old one.
            prompt.updatedAt = max(now, prompt.updatedAt)
            try Validation.prompt(prompt.text)
            try database.execute(
                sql: """
                    UPDATE prompt SET title = ?, content = ?, scenario = ?, description = ?, metadata = ?, updated_at = ?
                    WHERE id = ? AND owner = ?
                    """,
                arguments: [
                    prompt.text.title, prompt.text.content, prompt.text.scenario, prompt.text.description,
                    prompt.text.metadata, prompt.updatedAt, identifier, owner,
                ]
            )
            return prompt
        }
    }

    package func deletePrompt(_ identifier: Int64, owner: Int64) throws(StoreError) -> Bool {
        try write("delete the prompt") { database in
            try database.execute(
                sql: "DELETE FROM prompt WHERE id = ? AND owner = ?",
                arguments: [identifier, owner]
            )
            return database.changesCount > 0
        }
    }

    package func countUse(ofPrompt identifier: Int64, by user: Int64) throws(StoreError) -> Bool {
        try write("count the use of the prompt") { database in
            try database.execute(
                sql: "UPDATE prompt SET usage_count = usage_count + 1 WHERE id = ? AND owner = ?",
                arguments: [identifier, user]
            )
            if database.changesCount > 0 { return true }
            try database.execute(
                sql: "UPDATE prompt_template SET usage_count = usage_count + 1 WHERE id = ?",
                arguments: [identifier]
            )
            return database.changesCount > 0
        }
    }
}

extension SQLiteStore {
    private static let order = "ORDER BY updated_at DESC, id DESC"

    private static func prompt(
        _ identifier: Int64,
        visibleTo user: Int64,
        in database: Database
    ) throws -> StoredPrompt? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, title, content, scenario, description, metadata, is_template, usage_count, created_at, updated_at
                FROM visible_prompt WHERE id = ? AND owner IN (?, 0)
                """
        )
        return try Row.fetchOne(statement, arguments: [identifier, user]).map(StoredPrompt.init)
    }
}

/// A query as a condition on the rows of `visible_prompt`.
private struct PromptFilter {
    private(set) var condition: String
    private(set) var arguments: StatementArguments

    init(_ query: PromptQuery, user: Int64) {
        condition = query.includesTemplates ? "owner IN (?, 0)" : "owner = ?"
        arguments = [user]
        if let scenario = query.scenario {
            add("scenario = ?", [scenario])
        }
        if let search = query.search, !search.isEmpty {
            let text = TextFolding.folded(search)
            let columns = ["title", "content", "description"].map { "instr(folded(\($0)), ?)" }
            add("(\(columns.joined(separator: " OR ")))", [text, text, text])
        }
    }

    private mutating func add(_ condition: String, _ arguments: StatementArguments) {
        self.condition += " AND \(condition)"
        self.arguments += arguments
    }
}

extension NewPrompt {
    fileprivate mutating func apply(_ changes: PromptChanges) {
        title = changes.title ?? title
        content = changes.content ?? content
        scenario = changes.scenario ?? scenario
        metadata = changes.metadata ?? metadata
        switch changes.description {
        case .text(let text): description = text
        case .absent: description = nil
        case nil: break
        }
    }
}

extension StoredPrompt {
    /// Reads the columns in the order of `SQLiteStore.prompt(_:visibleTo:in:)`.
    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row.decode(atIndex: 0),
            text: NewPrompt(
                title: try row.decode(atIndex: 1),
                content: try row.decode(atIndex: 2),
                scenario: try row.decode(atIndex: 3),
                description: try row.decode(atIndex: 4),
                metadata: try row.decode(atIndex: 5)
            ),
            isTemplate: try row.decode(atIndex: 6),
            usageCount: try row.decode(atIndex: 7),
            createdAt: try row.decode(atIndex: 8),
            updatedAt: try row.decode(atIndex: 9)
        )
    }
}

extension Validation {
    fileprivate static func prompt(_ prompt: NewPrompt) throws {
        try text(prompt.title, "the prompt's title", lengths: 1...255)
        try text(prompt.content, "the prompt's content", lengths: 1...100_000)
        try text(prompt.scenario, "the prompt's scenario", lengths: 1...100)
        try text(prompt.description ?? "", "the prompt's description", lengths: 0...100_000)
        try noNUL(prompt.metadata, "the prompt's metadata")
    }
}
