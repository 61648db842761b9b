import Foundation
import GRDB

extension SQLiteStore: BotStore {
    private static let columns =
        "id, name, created_at, parameters, language_model_id, embedding_model_id, rerank_model_id"

    package func createBot(_ bot: NewBot) throws(StoreError) -> StoredBot {
        try write("create the bot") { database in
            try Validation.text(bot.name, "the bot's name", lengths: 1...128)
            let stored = try Self.insert(bot, in: database)
            for name in [stored.documentCollectionName, stored.questionCollectionName] {
                let collection = CollectionDescription(name: name, owner: stored.owner, model: bot.embeddingModel)
                _ = try Self.insertCollection(collection, in: database)
            }
            _ = try Self.insertKey(digest: bot.keyDigest, kind: .bot(botID: stored.id), now: bot.now, in: database)
            return stored
        }
    }

    package func bot(named name: String) throws(StoreError) -> StoredBot? {
        try read("look up the bot") { try Self.bot(named: name, in: $0) }
    }

    package func updateBot(
        named name: String,
        _ transform: (String) -> String
    ) throws(StoreError) -> StoredBot? {
        try write("update the bot") { database in
            guard var bot = try Self.bot(named: name, in: database) else { return nil }
            bot.parameters = transform(bot.parameters)
            try Validation.noNUL(bot.parameters, "the bot's parameters")
            try database.execute(
                sql: "UPDATE bot SET parameters = ? WHERE id = ?",
                arguments: [bot.parameters, bot.id]
            )
            return bot
        }
    }

    package func deleteBot(named name: String) throws(StoreError) -> Bool {
        try write("delete the bot") { database in
            try database.execute(sql: "DELETE FROM bot WHERE folded_name = ?", arguments: [Self.folded(name)])
            return database.changesCount > 0
        }
    }

    package func bots(limit: Int, offset: Int) throws(StoreError) -> [StoredBot] {
        try read("list the bots") { database in
            try Row.fetchAll(
                database,
                sql: "SELECT \(Self.columns) FROM bot ORDER BY id LIMIT ? OFFSET ?",
                arguments: [max(0, limit), max(0, offset)]
            ).map(StoredBot.init)
        }
    }

    package func botCount() throws(StoreError) -> Int {
        try read("count the bots") { try Int.fetchOne($0, sql: "SELECT count(*) FROM bot") ?? 0 }
    }

    private static func bot(named name: String, in database: Database) throws -> StoredBot? {
        let statement = try database.cachedStatement(sql: "SELECT \(columns) FROM bot WHERE folded_name = ?")
        return try Row.fetchOne(statement, arguments: [folded(name)]).map(StoredBot.init)
    }

    private static func insert(_ bot: NewBot, in database: Database) throws -> StoredBot {
        try Validation.noNUL(bot.parameters, "the bot's parameters")
        do {
            try database.execute(
                sql: """
                    INSERT INTO bot (name, folded_name, created_at, parameters,
                        language_model_id, embedding_model_id, rerank_model_id)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    bot.name, folded(bot.name), bot.now, bot.parameters,
                    bot.models.languageModelID, bot.models.embeddingModelID, bot.models.rerankModelID,
                ]
            )
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
            let message = "there is a bot named \"\(bot.name)\" already"
            throw StoreError(code: .alreadyExists, message: message, cause: error)
        }
        return StoredBot(
            id: database.lastInsertedRowID,
            name: bot.name,
            createdAt: bot.now,
            parameters: bot.parameters,
            models: bot.models
        )
    }

    /// The form in which names are compared; SQLite's own NOCASE knows ASCII only.
    private static func folded(_ name: String) -> String {
        name.precomposedStringWithCanonicalMapping.lowercased()
    }
}

extension StoredBot {
    /// Reads the columns in the order of `SQLiteStore.columns`.
    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row.decode(atIndex: 0),
            name: try row.decode(atIndex: 1),
            createdAt: try row.decode(atIndex: 2),
            parameters: try row.decode(atIndex: 3),
            models: BotModels(
                languageModelID: try row.decode(atIndex: 4),
                embeddingModelID: try row.decode(atIndex: 5),
                rerankModelID: try row.decode(atIndex: 6)
            )
        )
    }
}
