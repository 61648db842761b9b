import DocumentStore
import Synchronization
import Testing

@Suite struct BotTests {
    private let fixture: TemporaryStore
    private var store: SQLiteStore { fixture.store }

    init() throws {
        fixture = try TemporaryStore()
    }

    private func newBot(_ name: String, key: String? = nil) -> NewBot {
        NewBot(
            name: name,
            keyDigest: keyDigest(key ?? name),
            parameters: #"{"top_k":10}"#,
            models: BotModels(languageModelID: 1, embeddingModelID: 2, rerankModelID: 3),
            embeddingModel: .tiny,
            now: 1_700_000_000
        )
    }

    @Test("A bot comes with its key and two collections")
    func creation() throws {
        let bot = try store.createBot(newBot("12-34"))
        #expect(try store.bot(named: "12-34") == bot)
        #expect(bot.models.rerankModelID == 3 && bot.createdAt == 1_700_000_000)
        #expect(try store.collections(of: bot.owner).map(\.name) == ["12-34-document-index", "12-34-question-index"])
        #expect(try store.key(digest: keyDigest("12-34"))?.kind == .bot(botID: bot.id))
        #expect(try store.key(digest: keyDigest("other")) == nil)
    }

    @Test("Names are unique and found in whatever case", arguments: [("Köln Bot", "KÖLN bot"), ("é", "e\u{301}")])
    func caseInsensitive(name: String, other: String) throws {
        let bot = try store.createBot(newBot(name))
        #expect(try store.bot(named: other)?.id == bot.id)
        #expect(storeErrorCode { _ = try store.createBot(newBot(other, key: "another")) } == .alreadyExists)
        #expect(try store.botCount() == 1)
        #expect(try store.key(digest: keyDigest("another")) == nil)
        #expect(try store.integrityProblems().isEmpty)
    }

    @Test("A bot that cannot be made leaves nothing", arguments: ["", "a\u{0}", String(repeating: "b", count: 129)])
    func badNames(name: String) throws {
        #expect(storeErrorCode { _ = try store.createBot(newBot(name)) } == .invalidArgument)
        var bad = newBot("bot")
        bad.parameters = "[]"
        #expect(storeErrorCode { _ = try store.createBot(bad) } == .invalidArgument)
        #expect(try store.botCount() == 0)
        #expect(try store.integrityProblems().isEmpty)
    }

    @Test("A key in use makes the whole creation fail")
    func keyInUse() throws {
        _ = try store.createBot(newBot("one"))
        #expect(storeErrorCode { _ = try store.createBot(newBot("two", key: "one")) } == .alreadyExists)
        #expect(try store.bot(named: "two") == nil)
        #expect(try store.bots(limit: 10, offset: 0).map(\.name) == ["one"])
    }

    @Test("Deleting a bot revokes its key, empties its collections and frees its name")
    func deletion() throws {
        let bot = try store.createBot(newBot("bot"))
        let other = try store.createBot(newBot("other"))
        let documents = try #require(try store.openCollection(named: bot.documentCollectionName, owner: bot.owner))
        try documents.add("a.txt", "herons")
        let observedCount = Atomic(0)
        store.observeCollectionDeletions { observedCount.add(1, ordering: .relaxed) }
        #expect(try store.deleteBot(named: "BOT"))
        #expect(observedCount.load(ordering: .relaxed) == 1, "one transaction")
        #expect(try store.deleteBot(named: "bot") == false)
        #expect(try store.key(digest: keyDigest("bot")) == nil)
        #expect(try store.collections(of: bot.owner).isEmpty)
        #expect(storeErrorCode { try documents.add("b.txt", "herons") } == .notFound)
        #expect(try store.collections(of: other.owner).count == 2)
        let again = try store.createBot(newBot("bot"))
        #expect(again.id != bot.id)
        #expect(try store.integrityProblems().isEmpty)
    }

    @Test("Parameters are updated from those in force")
    func update() throws {
        _ = try store.createBot(newBot("bot"))
        let updated = try store.updateBot(named: "Bot") { $0.replacing("10", with: "20") }
        #expect(updated?.parameters == #"{"top_k":20}"#)
        #expect(try store.bot(named: "bot") == updated)
        #expect(storeErrorCode { _ = try store.updateBot(named: "bot") { _ in "{" } } == .invalidArgument)
        #expect(try store.bot(named: "bot") == updated)
        #expect(try store.updateBot(named: "none") { $0 } == nil)
    }

    @Test("Two thousand bots are created, listed and found", .timeLimit(.minutes(2)))
    func manyBots() throws {
        for number in 0..<2000 { _ = try store.createBot(newBot("bot \(number)")) }
        #expect(try store.botCount() == 2000)
        #expect(try store.bots(limit: 3, offset: 1000).map(\.name) == ["bot 1000", "bot 1001", "bot 1002"])
        let bot = try #require(try store.bot(named: "BOT 1999"))
        let collection = try #require(try store.openCollection(named: bot.documentCollectionName, owner: bot.owner))
        let ids = try collection.add("a.txt", "herons").insertedChunkIDs
        #expect(try collection.search("herons") == ids)
    }

    @Test("The master key is the one set last")
    func masterKey() throws {
        #expect(try store.hasMasterKey() == false)
        let first = try store.replaceMasterKey(digest: keyDigest("first"), now: 1)
        #expect(try store.replaceMasterKey(digest: keyDigest("first"), now: 2) == first)
        #expect(try store.key(digest: keyDigest("first")) == first)
        let second = try store.replaceMasterKey(digest: keyDigest("second"), now: 3)
        #expect(second.kind == .master && second.id != first.id)
        #expect(try store.key(digest: keyDigest("first")) == nil)
        #expect(try store.hasMasterKey())
        _ = try store.createBot(newBot("bot"))
        #expect(storeErrorCode { _ = try store.replaceMasterKey(digest: keyDigest("bot"), now: 4) } == .alreadyExists)
        #expect(try store.key(digest: keyDigest("second")) == second)
    }

    @Test("Settings are kept, and the first of two wins where that is asked")
    func settings() throws {
        #expect(try store.setting("secret") == nil)
        #expect(try store.setting("secret", orStore: [1, 2]) == [1, 2])
        #expect(try store.setting("secret", orStore: [3]) == [1, 2])
        try store.setSetting("secret", to: [])
        #expect(try store.setting("secret") == [])
        try store.setSetting("secret", to: nil)
        #expect(try store.setting("secret") == nil)
        #expect(storeErrorCode { try store.setSetting("", to: [1]) } == .invalidArgument)
    }
}
