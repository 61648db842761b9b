import DocumentStore
import Foundation
import GRDB
import TestSupport
import Testing

@Suite("The outbox and the answers to events", .timeLimit(.minutes(1)))
struct OutboxTests {
    private static let workspace = "11111111-1111-4111-8111-111111111111"
    private static let agent = "33333333-3333-4333-8333-333333333333"
    private static let now: Int64 = 1_700_000_000_000

    private let fixture: TemporaryStore
    private let conversation: String
    private var store: SQLiteStore { fixture.store }

    init() throws {
        fixture = try TemporaryStore()
        let agents = [WorkspaceDescription.Agent(id: Self.agent, name: "Helper")]
        try fixture.store.provision(
            [WorkspaceDescription(id: Self.workspace, name: "A", credits: 5, agents: agents)],
            now: 1
        )
        guard case .started(let exchange) = try fixture.store.beginExchange(Self.exchange(UUID().uuidString)) else {
            throw CancellationError()
        }
        conversation = exchange.conversation.id
        _ = try fixture.store.finishExchange(exchange, reply: nil, status: .open, answer: Self.record(conversation))
    }

    private static func exchange(_ event: String, user: String = "49170", credits: Int64 = 1) -> NewExchange {
        NewExchange(
            workspaceID: workspace,
            agentID: agent,
            channel: "whatsapp",
            externalUserID: user,
            eventID: event.lowercased(),
            type: "text",
            content: "Hello?",
            credits: credits,
            now: now
        )
    }

    private static func record(_ conversation: String) -> (String?) -> String {
        { #"{"conversation_id":"\#(conversation)","message_id":\#($0.map { "\"\($0)\"" } ?? "null")}"# }
    }

    private func begin(_ event: String, credits: Int64 = 1) throws -> StartedExchange {
        guard case .started(let exchange) = try store.beginExchange(Self.exchange(event, credits: credits)) else {
            throw CancellationError()
        }
        return exchange
    }

    private func add(
        _ dispatch: Dispatch = .queued,
        _ content: String = "Hello.",
        over channel: String = "whatsapp",
        once key: IdempotencyKey? = nil
    ) throws -> HumanMessageStart {
        try store.addHumanMessage(
            NewHumanMessage(
                workspaceID: Self.workspace,
                conversationID: conversation,
                agentID: Self.agent,
                channel: channel,
                externalUserID: "49170",
                type: "text",
                content: content,
                dispatch: dispatch,
                now: Self.now
            ),
            once: key
        )
    }

    private func claim(at time: Int64 = now, limit: Int = 100) throws -> [ClaimedDelivery] {
        try store.claimDeliveries(overChannels: ["whatsapp"], now: time, until: time + 1000, limit: limit)
    }

    @Test("A message is in one hand at a time", .timeLimit(.minutes(5)))
    func exclusion() async throws {
        for number in 0..<40 { _ = try add(.queued, "Message \(number)") }
        let other = try SQLiteStore(folder: fixture.directory.url)
        let claimed = try await withThrowingTaskGroup { group in
            for store in [store, other, store, other] {
                group.addTask {
                    var all: [ClaimedDelivery] = []
                    while case let some = try store.claimDeliveries(
                        overChannels: ["whatsapp"],
                        now: Self.now,
                        until: Self.now + 1000,
                        limit: 3
                    ), !some.isEmpty { all += some }
                    return all
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claimed.count == 40 && Set(claimed).count == 40)
        #expect(claimed.allSatisfy { $0.attempt == 1 })
    }

    @Test("What was sent or has failed is at its end; what is postponed is due again at its time")
    func outcomes() throws {
        for _ in 0..<3 { _ = try add() }
        let claimed = try claim()
        #expect(try store.finishDelivery(claimed[0], .sent) == .sent)
        #expect(try store.finishDelivery(claimed[1], .failed(reason: "status 400")) == .failed)
        #expect(try store.finishDelivery(claimed[2], .postponed(until: Self.now + 70, reason: "status 500")) == .queued)
        #expect(try store.nextDeliveryTime(overChannels: ["whatsapp", "messenger"]) == Self.now + 70)
        #expect(try store.nextDeliveryTime(overChannels: ["messenger"]) == nil)
        #expect(try claim(at: Self.now + 69).isEmpty)
        let again = try claim(at: Self.now + 70)
        #expect(again.map(\.messageNumber) == [claimed[2].messageNumber] && again.map(\.attempt) == [2])
        #expect(try store.finishDelivery(again[0], .sent) == .sent)
        #expect(try store.nextDeliveryTime(overChannels: ["whatsapp"]) == nil)
        #expect(try store.integrityProblems() == [])
    }

    @Test("A claim ends at its time, and who held it has nothing more to say")
    func expiry() throws {
        _ = try add()
        let first = try claim()
        #expect(try claim(at: Self.now + 999).isEmpty)
        #expect(try store.requeueAbandonedDeliveries(now: Self.now + 999) == 0)
        let second = try claim(at: Self.now + 1000)
        #expect(second.map(\.attempt) == [2])
        #expect(try store.finishDelivery(first[0], .failed(reason: "late")) == nil)
        #expect(try store.finishDelivery(second[0], .sent) == .sent)
        #expect(try store.finishDelivery(second[0], .failed(reason: "again")) == nil)
    }

    @Test("Whatever a reason says, it does not keep a message from its end", arguments: ["a\0b", "\0", ""])
    func hostileReason(reason: String) throws {
        _ = try add()
        #expect(try store.finishDelivery(claim()[0], .failed(reason: reason)) == .failed)
        let dead = try #require(try store.messageJobs(ofKind: .outbox, inStates: [.failed], limit: 9).first)
        #expect(dead.failure == (reason == "a\0b" ? "ab" : "unknown"))
    }

    @Test("What has failed is sent again when somebody says so, its attempts counted anew")
    func retry() throws {
        _ = try add()
        for attempt in 1...2 {
            let claimed = try claim(at: Self.now + Int64(attempt) * 10)
            #expect(claimed.map { $0.attempt - $0.earlierAttemptCount } == [attempt])
            let postponed = DeliveryOutcome.postponed(until: Self.now, reason: "status 500")
            _ = try store.finishDelivery(claimed[0], attempt == 2 ? .failed(reason: "gone") : postponed)
        }
        let dead = try #require(try store.messageJobs(ofKind: .outbox, inStates: [.failed], limit: 9).first)
        #expect(dead.failure == "gone" && dead.attemptCount == 2 && dead.workspaceID == Self.workspace)
        let retried = try #require(try store.retryMessageJob(dead.number, ofKind: .outbox, now: Self.now + 100))
        #expect(retried.isChanged && retried.job.state == .queued && retried.job.failure == nil)
        #expect(try claim(at: Self.now + 99).isEmpty)
        let again = try claim(at: Self.now + 100)
        #expect(again.map(\.attempt) == [3] && again.map(\.earlierAttemptCount) == [2])
        #expect(try store.finishDelivery(again[0], .sent) == .sent)
        #expect(try store.retryMessageJob(dead.number, ofKind: .outbox, now: Self.now)?.isChanged == false)
        #expect(try store.integrityProblems() == [])
    }

    @Test("What a dead process was sending waits again, whatever its channel")
    func abandonment() throws {
        guard case .added(let message) = try add(.claimed(until: Self.now + 500)) else { throw CancellationError() }
        #expect(message.delivery == .sending)
        #expect(try claim(at: Self.now + 499).isEmpty)
        #expect(try store.requeueAbandonedDeliveries(now: Self.now + 500) == 1)
        #expect(try store.deliveryState(ofMessage: message.id, inWorkspace: Self.workspace) == .queued)
        #expect(try store.deliveryState(ofMessage: message.id, inWorkspace: Self.agent) == nil)
        #expect(try claim(at: Self.now + 500).map(\.attempt) == [2])
    }

    @Test(
        "What need not or cannot be sent is never claimed",
        arguments: [(Dispatch.delivered, DeliveryState.sent), (.refused("Unsupported channel"), .failed)]
    )
    func settled(dispatch: Dispatch, state: DeliveryState) throws {
        guard case .added(let message) = try add(dispatch) else { throw CancellationError() }
        #expect(message.delivery == state)
        #expect(try claim(at: .max - 1000).isEmpty)
        #expect(try store.integrityProblems() == [])
    }

    @Test("A message goes where it says, wherever its conversation is")
    func address() throws {
        _ = try add(over: "messenger")
        #expect(try claim().isEmpty)
        let claimed = try store.claimDeliveries(overChannels: ["messenger"], now: Self.now, until: Self.now, limit: 1)
        #expect(claimed.map(\.channel) == ["messenger"])
        #expect(try store.integrityProblems() == [])
    }

    @Test("A key is for one message")
    func keys() throws {
        let key = IdempotencyKey("k", requestDigest: digest(of: "a"))
        guard case .added(let first) = try add(once: key), case .repeated(let second) = try add(once: key) else {
            throw CancellationError()
        }
        #expect(first.id == second.id)
        guard case .keyOfAnother = try add(once: IdempotencyKey("k", requestDigest: digest(of: "b"))) else {
            throw CancellationError()
        }
        let short = IdempotencyKey("k2", requestDigest: [1])
        #expect(storeErrorCode { _ = try add(once: short) } == .invalidArgument)
        #expect(try claim().count == 1)
        #expect(try store.integrityProblems() == [])
    }

    @Test("An event that another process has answered meanwhile is not answered again")
    func rivals() throws {
        let event = UUID().uuidString
        let (first, second) = (try begin(event), try begin(event))
        #expect(first.message.number == second.message.number)
        let reply = NewReply(content: "Hello!", dispatch: .queued, now: Self.now)
        _ = try store.finishExchange(first, reply: reply, status: .open, answer: Self.record(conversation))
        #expect(
            storeErrorCode {
                _ = try store.finishExchange(second, reply: reply, status: .open, answer: Self.record(conversation))
            } == .alreadyExists
        )
        try store.refund(try #require(second.reservation))
        #expect(try claim().count == 1)
        #expect(try store.workspace(Self.workspace)?.credits == 3)
        #expect(try store.integrityProblems() == [])
    }

    @Test("An exchange may cost nothing")
    func free() throws {
        let exchange = try begin(UUID().uuidString, credits: 0)
        #expect(exchange.reservation != nil)
        try store.failExchange(exchange, status: .needsHuman)
        #expect(storeErrorCode { _ = try begin(UUID().uuidString, credits: -1) } == .invalidArgument)
        #expect(try store.workspace(Self.workspace)?.credits == 4)
        #expect(try store.integrityProblems() == [])
    }

    @Test("A person who is active stays so while the agent answers, and is needed when it does not")
    func activePerson() throws {
        _ = try add()
        for (status, expected) in [
            (ConversationStatus.open, ConversationStatus.humanActive), (.needsHuman, .needsHuman),
        ] {
            let exchange = try begin(UUID().uuidString)
            let record = Self.record(conversation)
            _ = try store.finishExchange(exchange, reply: nil, status: status, answer: record)
            #expect(try store.conversation(conversation, inWorkspace: Self.workspace)?.status == expected)
        }
    }

    @Test(
        "Damage is found",
        arguments: [
            (
                "UPDATE conversation_message SET sender = 'customer' WHERE sender = 'human'",
                "messages of customers in the"
            ),
            ("UPDATE channel_event SET answer = '{}'", "does not tell of their conversation"),
            (
                """
                INSERT INTO conversation_message (id, conversation_id, workspace_id, agent_id, channel, sender, type, content,
                    is_test, replies_to, created_at)
                SELECT '55555555-5555-4555-8555-555555555555', conversation_id, workspace_id, agent_id, channel, 'agent', type,
                    content, is_test, number, created_at FROM conversation_message WHERE sender = 'customer'
                """, "does not tell of their conversation and reply"
            ),
            ("UPDATE channel_event SET answer = NULL", nil),
            ("UPDATE conversation_message SET sender = 'agent' WHERE sender = 'customer'", "is not one of a customer"),
            ("UPDATE conversation_message SET sender = 'agent' WHERE sender = 'human'", "name no message of a person"),
        ] as [(String, String?)]
    )
    func damage(statement: String, complaint: String?) throws {
        _ = try add(once: IdempotencyKey("k", requestDigest: digest(of: "a")))
        try DatabaseQueue(path: fixture.databaseFile.path).write { try $0.execute(sql: statement) }
        let problems = try store.integrityProblems()
        #expect(problems.contains { $0.contains(complaint ?? " ") } == (complaint != nil), "\(problems)")
    }
}
