import DocumentStore
import Foundation
import TestSupport
import Testing

@Suite struct ChatTests {
    private let fixture: TemporaryStore
    private let key: StoredKey
    private var store: SQLiteStore { fixture.store }

    init() throws {
        fixture = try TemporaryStore()
        key = try fixture.store.replaceMasterKey(digest: keyDigest("master"), now: 0)
    }

    private func start(_ id: String = "chat", at now: Int64 = 100, until expiresAt: Int64 = 200) throws {
        try store.startChat(NewChat(id: id, keyID: key.id, startedAt: now, expiresAt: expiresAt))
    }

    @Test("A chat starts empty and belongs to its key")
    func start() throws {
        try start("chat")
        let chat = try #require(try store.chat("chat", now: 150))
        #expect(chat.keyID == key.id && chat.startedAt == 100 && chat.expiresAt == 200)
        #expect(try store.history(ofChat: "chat", now: 150) == [])
        #expect(try store.history(ofChat: "other", now: 150) == nil)
        #expect(storeErrorCode { try start("chat") } == .alreadyExists)
    }

    @Test("A chat cannot start with a key that is not there")
    func unknownKey() throws {
        let chat = NewChat(id: "chat", keyID: 99, startedAt: 1, expiresAt: 2)
        #expect(storeErrorCode { try store.startChat(chat) } == .notFound)
        #expect(storeErrorCode { try start("") } == .invalidArgument)
    }

    @Test("Messages are appended in order, and writing makes the chat last longer, reading does not")
    func appending() throws {
        try start()
        #expect(try store.append([#"{"n":1}"#, #"{"n":2}"#], toChat: "chat", now: 199, expiresAt: 300))
        #expect(try store.history(ofChat: "chat", now: 299) == [#"{"n":1}"#, #"{"n":2}"#])
        #expect(try store.chat("chat", now: 299)?.expiresAt == 300)
        #expect(try store.append([#"{"n":3}"#], toChat: "chat", now: 300, expiresAt: 400) == false)
    }

    @Test("An update sees the messages in force, and may drop and change them")
    func trimming() throws {
        try start()
        _ = try store.append(["{}", #"{"n":1}"#, #"{"n":2}"#], toChat: "chat", now: 110, expiresAt: 200)
        let trimmed = try store.updateHistory(ofChat: "chat", now: 120, expiresAt: 200) { messages in
            [messages[0], messages[2], #"{"n":3}"#]
        }
        #expect(trimmed == ["{}", #"{"n":2}"#, #"{"n":3}"#])
        #expect(try store.history(ofChat: "chat", now: 130) == trimmed)
        _ = try store.updateHistory(ofChat: "chat", now: 120, expiresAt: 200) { _ in [] }
        #expect(try store.history(ofChat: "chat", now: 130) == [])
    }

    @Test("A message that is no JSON object is refused with the whole update", arguments: ["", "x", "[]", "{\u{0}}"])
    func badMessages(message: String) throws {
        try start()
        #expect(
            storeErrorCode {
                _ = try store.append(["{}", message], toChat: "chat", now: 150, expiresAt: 500)
            } == .invalidArgument
        )
        #expect(try store.history(ofChat: "chat", now: 150) == [])
        #expect(try store.chat("chat", now: 150)?.expiresAt == 200)
    }

    @Test("An expired chat is as if it had never been")
    func expiry() throws {
        try start()
        #expect(try store.chat("chat", now: 199) != nil)
        #expect(try store.chat("chat", now: 200) == nil)
        #expect(try store.history(ofChat: "chat", now: 200) == nil)
        #expect(try store.endChat("chat", now: 200) == false)
        try start("again", at: 100, until: 200)
        try start("again", at: 200, until: 300)
        #expect(try store.purgeExpiredChats(now: 300) == 1)
        #expect(try store.purgeExpiredChats(now: 300) == 0)
    }

    @Test("Starting a chat removes some that have expired")
    func lazyPurge() throws {
        for number in 0..<20 { try start("old \(number)", at: 0, until: 1) }
        for number in 0..<3 { try start("new \(number)", at: 100, until: 200) }
        #expect(try store.purgeExpiredChats(now: 100) == 0)
        #expect(try store.chat("new 0", now: 150) != nil)
    }

    @Test("An ended chat is gone")
    func ending() throws {
        try start()
        #expect(try store.endChat("chat", now: 150))
        #expect(try store.endChat("chat", now: 150) == false)
        #expect(try store.chat("chat", now: 150) == nil)
    }

    @Test("A chat outlives the key that started it, without an owner")
    func revokedKey() throws {
        try start()
        _ = try store.replaceMasterKey(digest: keyDigest("new"), now: 120)
        #expect(try store.chat("chat", now: 150)?.keyID == nil)
    }

    @Test("Concurrent sends from two processes lose no message and keep each turn together")
    func concurrentSends() async throws {
        try start()
        let other = try SQLiteStore(folder: fixture.directory.url)
        await withTaskGroup { group in
            for sender in 0..<4 {
                let store = sender % 2 == 0 ? store : other
                group.addTask {
                    for turn in 0..<10 {
                        let messages = ["user", "assistant"].map { #"{"\#($0)":"\#(sender)/\#(turn)"}"# }
                        let sent = try? store.append(messages, toChat: "chat", now: 150, expiresAt: 200)
                        #expect(sent == true)
                    }
                }
            }
        }
        let history = try #require(try store.history(ofChat: "chat", now: 150))
        #expect(Set(history).count == 80)
        for index in stride(from: 0, to: history.count, by: 2) {
            #expect(history[index].replacing("user", with: "assistant") == history[index + 1])
        }
    }
}
