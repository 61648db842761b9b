import DocumentStore
import Foundation
import Testing

@Suite("Workspaces, credits and exchanges", .timeLimit(.minutes(1)))
struct ExchangeTests {
    private static let workspace = "11111111-1111-4111-8111-111111111111"
    private static let otherWorkspace = "22222222-2222-4222-8222-222222222222"
    private static let agent = "33333333-3333-4333-8333-333333333333"
    private static let silentAgent = "44444444-4444-4444-8444-444444444444"
    private static let now: Int64 = 1_700_000_000_000

    private let fixture: TemporaryStore
    private var store: SQLiteStore { fixture.store }

    init() throws {
        fixture = try TemporaryStore()
        try store.provision([Self.description], now: 1_700_000_000)
        try store.provision([WorkspaceDescription(id: Self.otherWorkspace, name: "B", credits: 5)], now: 1)
    }

    private static var description: WorkspaceDescription {
        WorkspaceDescription(
            id: workspace,
            name: "A",
            credits: 5,
            members: [.init(userID: "ann", role: "owner")],
            agents: [
                .init(id: agent, name: "Helper"), .init(id: silentAgent, name: "Silent", isAIEnabled: false),
            ]
        )
    }

    private func exchange(
        agent: String = agent,
        conversation: String? = nil,
        user: String? = nil,
        event: String? = nil,
        content: String = "Hello?"
    ) -> NewExchange {
        NewExchange(
            workspaceID: Self.workspace,
            agentID: agent,
            conversationID: conversation,
            channel: "whatsapp",
            externalUserID: user,
            eventID: event,
            type: "text",
            content: content,
            now: Self.now
        )
    }

    private func begin(_ exchange: NewExchange) throws -> StartedExchange {
        guard case .started(let started) = try store.beginExchange(exchange) else { throw CancellationError() }
        return started
    }

    private func credits() throws -> Int64? { try store.workspace(Self.workspace)?.credits }

    @Test("The same description again changes nothing but what it says")
    func provisioning() throws {
        _ = try begin(exchange())
        var description = Self.description
        description.name = "A, renamed"
        description.agents[0].systemPrompt = "Be brief."
        try store.provision([description], now: 1_800_000_000)
        #expect(try store.workspace(Self.workspace)?.name == "A, renamed")
        #expect(try credits() == 4)
        #expect(try store.agent(Self.agent, inWorkspace: Self.workspace)?.systemPrompt == "Be brief.")
        #expect(try store.isMember("ann", ofWorkspace: Self.workspace))
        #expect(try store.grantCredits(7, toWorkspace: Self.workspace) == 11)
        #expect(try store.grantCredits(7, toWorkspace: Self.agent) == nil)
        #expect(try store.integrityProblems() == [])
    }

    @Test("A description that breaks a rule changes nothing")
    func badProvisioning() throws {
        let thief = WorkspaceDescription(
            id: Self.otherWorkspace,
            name: "thief",
            credits: 0,
            agents: [.init(id: Self.agent, name: "stolen")]
        )
        #expect(storeErrorCode { try store.provision([thief], now: 1) } == .alreadyExists)
        let nameless = WorkspaceDescription(id: Self.otherWorkspace, name: "", credits: 0)
        #expect(storeErrorCode { try store.provision([nameless], now: 1) } == .invalidArgument)
        let shouting = WorkspaceDescription(id: Self.agent.uppercased() + "A", name: "x", credits: 0)
        #expect(storeErrorCode { try store.provision([shouting], now: 1) } == .invalidArgument)
        #expect(try store.workspace(Self.otherWorkspace)?.name == "B")
        #expect(try store.agent(Self.agent, inWorkspace: Self.otherWorkspace) == nil)
        #expect(try !store.isMember("ann", ofWorkspace: Self.otherWorkspace))
    }

    @Test("Of many exchanges at once as many begin as there are credits")
    func concurrency() async throws {
        let starts = await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask { try? self.begin(self.exchange()) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(starts.compactMap(\.self).count == 5)
        #expect(try credits() == 0)
        #expect(try store.integrityProblems() == [])
    }

    @Test("Failed exchanges give their credits back, once; abandoned ones when the server starts again")
    func refunds() throws {
        let failed = try begin(exchange())
        let finished = try begin(exchange())
        _ = try begin(exchange())
        #expect(try credits() == 2)
        for _ in 0..<2 { try store.failExchange(failed, status: .needsHuman) }
        #expect(try credits() == 3)
        let reply = NewReply(content: "Hello!", isDelivered: false, now: Self.now + 5)
        _ = try store.finishExchange(finished, reply: reply, status: .open, answer: nil)
        #expect(try store.refundAbandonedReservations() == 1)
        #expect(try credits() == 4)
        #expect(try store.conversation(failed.conversation.id, inWorkspace: Self.workspace)?.status == .needsHuman)
        #expect(try store.integrityProblems() == [])
    }

    @Test("A conversation goes on by its identifier, within its workspace and agent only")
    func conversations() throws {
        let first = try begin(exchange())
        let reply = NewReply(content: "Hello!", isDelivered: false, now: Self.now + 5)
        _ = try store.finishExchange(first, reply: reply, status: .open, answer: nil)
        let second = try begin(exchange(conversation: first.conversation.id, content: "And?"))
        let messages = try store.messages(
            ofConversation: first.conversation.id,
            inWorkspace: Self.workspace,
            before: second.message.number,
            limit: 10
        )
        #expect(messages.map(\.content) == ["Hello?", "Hello!"])
        #expect(messages.map(\.sender) == [.customer, .agent])
        guard
            case .unknownConversation = try store.beginExchange(
                exchange(agent: Self.silentAgent, conversation: first.conversation.id)
            )
        else {
            Issue.record("an agent went on with another's conversation")
            return
        }
        #expect(
            try store.messages(
                ofConversation: first.conversation.id,
                inWorkspace: Self.otherWorkspace,
                before: nil,
                limit: 10
            ).isEmpty
        )
    }

    @Test("An event is answered once; one whose answer never came is taken up again")
    func events() throws {
        let event = UUID().uuidString.lowercased()
        let first = try begin(exchange(user: "49170", event: event))
        try store.failExchange(first, status: .needsHuman)
        let again = try begin(exchange(user: "49170", event: event))
        #expect(again.message.number == first.message.number)
        let reply = NewReply(content: "Hello!", isDelivered: true, now: Self.now + 5)
        let record = #"{"conversation_id":"\#(again.conversation.id)","message_id":""#
        let stored = try store.finishExchange(again, reply: reply, status: .open) { record + ($0 ?? "") + #""}"# }
        #expect(stored?.delivery == .queued)
        guard case .answered(let answer) = try store.beginExchange(exchange(user: "49170", event: event)) else {
            Issue.record("an event was taken up twice")
            return
        }
        #expect(answer == record + (stored?.id ?? "") + #""}"#)
        #expect(try credits() == 4)
        let next = try begin(exchange(user: "49170", event: UUID().uuidString.lowercased()))
        #expect(next.conversation.id == first.conversation.id)
        #expect(try store.integrityProblems() == [])
    }

    @Test("An agent that is switched off costs nothing")
    func silence() throws {
        let started = try begin(exchange(agent: Self.silentAgent, user: "1", event: UUID().uuidString.lowercased()))
        #expect(started.reservation == nil)
        #expect(try credits() == 5)
    }

    @Test("A message of a person is kept and queued, in the conversation of its workspace only")
    func humanMessages() throws {
        let started = try begin(exchange(user: "1", event: UUID().uuidString.lowercased()))
        var message = NewHumanMessage(
            workspaceID: Self.workspace,
            conversationID: started.conversation.id,
            agentID: Self.agent,
            channel: "whatsapp",
            externalUserID: "1",
            type: "text",
            content: "A colleague will call.",
            dispatch: .queued,
            now: Self.now
        )
        guard case .added(let stored) = try store.addHumanMessage(message, once: nil) else {
            Issue.record("a message was not stored")
            return
        }
        #expect(stored.delivery == .queued)
        let identifier = started.conversation.id
        #expect(try store.conversation(identifier, inWorkspace: Self.workspace)?.status == .humanActive)
        message.workspaceID = Self.otherWorkspace
        guard case .unknownConversation = try store.addHumanMessage(message, once: nil) else {
            Issue.record("a message came into another workspace's conversation")
            return
        }
    }
}
