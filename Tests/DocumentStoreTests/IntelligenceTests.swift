import DocumentStore
import Foundation
import GRDB
import TestSupport
import Testing

@Suite("What messages say, in the store")
struct IntelligenceTests {
    private static let workspace = "11111111-1111-4111-8111-111111111111"
    private static let other = "22222222-2222-4222-8222-222222222222"
    private static let agent = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
    private static let otherAgent = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"

    private let fixture: TemporaryStore
    private var store: SQLiteStore { fixture.store }

    init() throws {
        fixture = try TemporaryStore()
        for (workspace, agent) in [(Self.workspace, Self.agent), (Self.other, Self.otherAgent)] {
            let description = WorkspaceDescription(
                id: workspace,
                name: "W",
                credits: 1000,
                agents: [.init(id: agent, name: "Helper")]
            )
            try store.provision([description], now: 1)
        }
    }

    @discardableResult
    private func say(_ text: String, type: String = "text", in workspace: String = workspace) throws -> StartedExchange
    {
        let exchange = NewExchange(
            workspaceID: workspace,
            agentID: workspace == Self.workspace ? Self.agent : Self.otherAgent,
            channel: "webchat",
            type: type,
            content: text,
            now: 1_700_000_000_000
        )
        guard case .started(let started) = try store.beginExchange(exchange) else { throw CancellationError() }
        return started
    }

    @Test("Texts wait, by whomever they are; pictures do not")
    func marking() throws {
        let started = try say("Hello")
        try say("a.png", type: "image")
        let reply = NewReply(content: "Good day!", isDelivered: false, now: 1_700_000_000_001)
        _ = try store.finishExchange(started, reply: reply, status: .open, answer: nil)
        _ = try store.addHumanMessage(
            NewHumanMessage(
                workspaceID: Self.workspace,
                conversationID: started.conversation.id,
                agentID: Self.agent,
                channel: "webchat",
                externalUserID: "1",
                type: "text",
                content: "A colleague will call.",
                dispatch: nil,
                now: 1_700_000_000_002
            ),
            once: nil
        )
        #expect(
            try store.pendingMessages(limit: 10).map(\.content) == ["Hello", "Good day!", "A colleague will call."]
        )
        #expect(try store.pendingMessages(limit: 1).map(\.content) == ["Hello"])
        #expect(try store.pendingIntelligenceCount(inWorkspace: Self.workspace) == 3)
        #expect(try store.pendingIntelligenceCount(inWorkspace: Self.other) == 0)
    }

    @Test("Hundreds that wait are there when the store is opened again, in their order")
    func reopening() throws {
        for number in 0..<300 { try say("\(number)", in: number.isMultiple(of: 3) ? Self.other : Self.workspace) }
        let again = try SQLiteStore(folder: fixture.directory.url)
        let first = try again.pendingMessages(limit: 200)
        let rest = try again.pendingMessages(after: first.last?.number ?? 0, limit: 200)
        #expect((first + rest).map(\.content) == (0..<300).map(String.init))
        #expect(try again.pendingIntelligenceCount(inWorkspace: Self.other) == 100)
        #expect(try again.integrityProblems() == [])
    }

    @Test("What is recorded is read with the message, which then waits no longer")
    func recording() throws {
        let started = try say("Where is order 7?")
        let intelligence = MessageIntelligence(
            topic: "delivery",
            intent: "order_status",
            sentiment: .negative,
            entities: ["7", "\"quoted\""]
        )
        try store.recordIntelligence(intelligence, ofMessage: started.message.number)
        #expect(try store.pendingMessages(limit: 10).isEmpty)
        let messages = try store.messages(
            ofConversation: started.conversation.id,
            inWorkspace: Self.workspace,
            before: nil,
            limit: 10
        )
        #expect(messages.map(\.intelligence) == [intelligence])
        try store.recordIntelligence(intelligence, ofMessage: 999)
        #expect(try store.integrityProblems() == [])
    }

    @Test("What cannot be stored is refused, and the message goes on waiting")
    func refusals() throws {
        let number = try say("Hello").message.number
        for intelligence in [
            MessageIntelligence(topic: "a\0b", intent: "x", sentiment: .neutral, entities: []),
            MessageIntelligence(topic: "", intent: "x", sentiment: .neutral, entities: []),
            MessageIntelligence(topic: "x", intent: "x", sentiment: .neutral, entities: ["\0"]),
        ] {
            #expect(
                storeErrorCode { try store.recordIntelligence(intelligence, ofMessage: number) } == .invalidArgument
            )
        }
        #expect(try store.pendingMessages(limit: 10).map(\.number) == [number])
    }

    @Test("What fails waits for its time, is given up with its reason, and is tried again when somebody says so")
    func failures() throws {
        let number = try say("Hello").message.number
        try store.recordIntelligenceFailure("timed out", ofMessage: number, retryingAt: 500)
        #expect(try store.pendingMessages(after: 0, dueBy: 499, limit: 10).isEmpty)
        #expect(try store.pendingMessages(after: 0, dueBy: 500, limit: 10).map(\.failureCount) == [1])
        try store.recordIntelligenceFailure("timed out again", ofMessage: number, retryingAt: nil)
        #expect(try store.pendingMessages(limit: 10).isEmpty)
        #expect(try store.pendingIntelligenceCount(inWorkspace: Self.workspace) == 0)
        let dead = try #require(try store.messageJobs(ofKind: .intelligence, inStates: [.failed], limit: 9).first)
        #expect(dead.number == number && dead.attemptCount == 2 && dead.failure == "timed out again")
        #expect(try store.messageJobCounts(ofKind: .intelligence) == [.failed: 1])
        let retried = try #require(try store.retryMessageJob(number, ofKind: .intelligence, now: 900))
        #expect(retried.isChanged && retried.job.state == .queued && retried.job.attemptCount == 0)
        #expect(try store.retryMessageJob(number, ofKind: .intelligence, now: 900)?.isChanged == false)
        #expect(try store.retryMessageJob(999, ofKind: .intelligence, now: 900) == nil)
        let intelligence = MessageIntelligence(topic: "a", intent: "b", sentiment: .neutral, entities: [])
        try store.recordIntelligence(intelligence, ofMessage: number)
        try store.recordIntelligenceFailure("late", ofMessage: number, retryingAt: nil)
        #expect(try store.messageJob(number, ofKind: .intelligence)?.state == .done)
        #expect(try store.integrityProblems() == [])
    }

    @Test("What a release before wrote about messages is kept, and what waited waits")
    func olderVersion() throws {
        let done = try say("Where is order 7?").message.number
        let intelligence = MessageIntelligence(topic: "delivery", intent: "b", sentiment: .negative, entities: ["7"])
        try store.recordIntelligence(intelligence, ofMessage: done)
        let waiting = try say("Hello").message.number
        try DatabaseQueue(path: fixture.databaseFile.path).write { database in
            try database.execute(
                sql: """
                    DROP TABLE job_item; DROP TABLE job; DROP INDEX outbox_failed;
                    ALTER TABLE outbox DROP COLUMN earlier_attempt_count;
                    CREATE TABLE old AS SELECT message_number, state, topic, intent, sentiment, entities
                        FROM message_intelligence;
                    DROP TABLE message_intelligence;
                    CREATE TABLE message_intelligence (
                        message_number INTEGER PRIMARY KEY REFERENCES conversation_message (number) ON DELETE CASCADE,
                        state TEXT NOT NULL, topic TEXT, intent TEXT, sentiment TEXT, entities TEXT) STRICT;
                    INSERT INTO message_intelligence SELECT * FROM old;
                    DROP TABLE old;
                    CREATE INDEX message_intelligence_pending ON message_intelligence (message_number)
                        WHERE state = 'pending';
                    DELETE FROM grdb_migrations WHERE identifier = '9'
                    """
            )
        }
        let store = try SQLiteStore(folder: fixture.directory.url)
        #expect(try store.pendingMessages(limit: 9).map(\.number) == [waiting])
        #expect(try store.messageJob(done, ofKind: .intelligence)?.state == .done)
        #expect(try store.integrityProblems() == [])
    }

    @Test("A message is found in its own conversation and workspace only")
    func messageNumbers() throws {
        let mine = try say("a")
        let others = try say("b", in: Self.other)
        let found = try store.messageNumber(
            mine.message.id,
            inConversation: mine.conversation.id,
            ofWorkspace: Self.workspace
        )
        #expect(found == mine.message.number)
        for (conversation, workspace) in [
            (mine.conversation.id, Self.other), (others.conversation.id, Self.workspace),
            (others.conversation.id, Self.other),
        ] {
            #expect(
                try store.messageNumber(mine.message.id, inConversation: conversation, ofWorkspace: workspace) == nil
            )
        }
    }
}
