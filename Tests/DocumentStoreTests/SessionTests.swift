import DocumentStore
import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Sessions in the store") struct SessionTests {
    private let fixture: TemporaryStore
    private var store: SQLiteStore { fixture.store }

    init() throws {
        fixture = try TemporaryStore()
    }

    private func make(
        of user: Int64 = 7,
        model: String = "gpt-4",
        messages: [SessionMessage] = [],
        at now: Int64 = 100
    ) throws -> StoredSession {
        try store.createSession(
            NewSession(
                userNumber: user,
                applicationID: 3,
                model: model,
                title: "New Chat",
                messages: messages,
                now: now
            )
        )
    }

    @Test("A session begins with its messages, numbers are not used again")
    func creation() throws {
        let session = try make(messages: [SessionMessage(.user, "Hi"), SessionMessage(.assistant, "")])
        #expect(session.id == 1 && session.applicationID == 3 && session.createdAt == 100 && session.updatedAt == 100)
        #expect(session.messages == [SessionMessage(.user, "Hi"), SessionMessage(.assistant, "")])
        #expect(try store.session(1, of: 7) == session)
        #expect(try store.deleteSession(1, of: 7))
        #expect(try make().id == 2)
    }

    @Test("What somebody else has is not there")
    func isolation() throws {
        let session = try make(messages: [SessionMessage(.user, "Hi")])
        #expect(try store.session(session.id, of: 8) == nil)
        let message = SessionMessage(.user, "Hello")
        #expect(try !store.append([message], toSession: session.id, of: 8, title: "Mine", now: 200))
        #expect(try store.setModel("x", ofSession: session.id, of: 8, now: 200) == nil)
        #expect(try !store.deleteSession(session.id, of: 8))
        #expect(try store.openFiles(ofSession: session.id, of: 8, model: .tiny) == nil)
        #expect(try store.sessions(of: 8, where: SessionFilter(), limit: 10, offset: 0).totalCount == 0)
        #expect(try store.session(session.id, of: 7) == session)
    }

    @Test("Messages are added in order, and time never goes back")
    func appending() throws {
        let session = try make(messages: [SessionMessage(.user, "1")])
        #expect(
            try store.append([SessionMessage(.assistant, "2")], toSession: 1, of: 7, title: "One", now: 300)
        )
        #expect(try store.append([SessionMessage(.tool, "3")], toSession: 1, of: 7, title: nil, now: 200))
        let stored = try #require(try store.session(session.id, of: 7))
        #expect(stored.messages.map(\.content) == ["1", "2", "3"])
        #expect(stored.title == "One" && stored.updatedAt == 300 && stored.createdAt == 100)
    }

    @Test("What breaks a rule changes nothing")
    func rules() throws {
        _ = try make(messages: [SessionMessage(.user, "1")])
        let long = String(repeating: "a", count: SessionLimits.byteCount)
        let many = Array(repeating: SessionMessage(.user, ""), count: SessionLimits.messageCount)
        for messages in [[SessionMessage(.user, "a\0")], [SessionMessage(.user, long)], many] {
            let code = storeErrorCode {
                _ = try store.append(messages, toSession: 1, of: 7, title: "Other", now: 200)
            }
            #expect(code == .invalidArgument)
        }
        #expect(storeErrorCode { _ = try make(of: 0) } == .invalidArgument)
        #expect(storeErrorCode { _ = try make(model: "") } == .invalidArgument)
        let stored = try #require(try store.session(1, of: 7))
        #expect(stored.messages.count == 1 && stored.title == "New Chat" && stored.updatedAt == 100)
    }

    @Test("Lists are filtered, ordered by the last change and cut into pages")
    func listing() throws {
        for number in 1...4 { _ = try make(model: number == 2 ? "b" : "a", at: Int64(number) * 10) }
        _ = try make(of: 8)
        _ = try store.append([], toSession: 1, of: 7, title: nil, now: 40)
        func list(_ filter: SessionFilter = SessionFilter(), limit: Int = 10, offset: Int = 0) throws -> [Int64] {
            try store.sessions(of: 7, where: filter, limit: limit, offset: offset).sessions.map(\.id)
        }
        #expect(try list() == [4, 1, 3, 2])
        #expect(try list(limit: 2, offset: 1) == [1, 3])
        #expect(try list(offset: .max) == [])
        #expect(try list(SessionFilter(createdFrom: 20, createdBefore: 40)) == [3, 2])
        #expect(try list(SessionFilter(model: "b")) == [2])
        #expect(try store.sessions(of: 7, where: SessionFilter(model: "a"), limit: 1, offset: 0).totalCount == 3)
    }

    @Test("The collection of files comes once and goes with the session")
    func files() throws {
        let session = try make()
        let files = try #require(try store.openFiles(ofSession: session.id, of: 7, model: .tiny))
        #expect(try #require(try store.openFiles(ofSession: session.id, of: 7, model: .tiny)).id == files.id)
        try files.add("a.pdf", "herons")
        #expect(try store.deleteSession(session.id, of: 7))
        #expect(try files.documents() == [])
        #expect(try store.openFiles(ofSession: session.id, of: 7, model: .tiny) == nil)
        #expect(try store.collections(of: session.owner) == [])
        #expect(try store.integrityProblems() == [])
    }

    @Test("No collection can be made for a session that is not there")
    func orphans() throws {
        let owner = CollectionOwner(kind: "session", identifier: "5")
        #expect(storeErrorCode { _ = try fixture.collection("files", owner: owner) } == .invalidArgument)
    }

    @Test("Everything is there after the store was opened again")
    func reopening() throws {
        let session = try make(messages: [SessionMessage(.user, "Hi")])
        try #require(try store.openFiles(ofSession: session.id, of: 7, model: .tiny)).add("a.pdf", "herons")
        let again = try SQLiteStore(folder: fixture.directory.url)
        #expect(try again.session(session.id, of: 7) == session)
        let files = try again.openCollection(named: StoredSession.fileCollectionName, owner: session.owner)
        #expect(try files?.documents().map(\.name) == ["a.pdf"])
    }

    @Test("Messages that are not numbered one by one are found")
    func gaps() throws {
        _ = try make(messages: [SessionMessage(.user, "1"), SessionMessage(.user, "2")])
        let queue = try DatabaseQueue(path: fixture.databaseFile.path)
        try queue.write { try $0.execute(sql: "DELETE FROM chat_session_message WHERE position = 0") }
        #expect(try store.integrityProblems() == ["1 sessions whose messages are not numbered one by one"])
    }
}
