import DocumentStore
import Foundation
import GRDB
import TestSupport
import Testing

@Suite("What happened in workspaces", .timeLimit(.minutes(1)))
struct InsightTests {
    private static let workspaces = [
        "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222",
    ]
    /// Those of the first workspace, then that of the second.
    private static let agents = [
        "33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444",
        "55555555-5555-4555-8555-555555555555",
    ]
    private static let day: Int64 = 86_400_000
    private static let start: Int64 = 20_000 * day + 12_345
    private static let period = start..<start + 3 * day

    private let fixture: TemporaryStore
    private var store: SQLiteStore { fixture.store }
    private let messages: [SampleMessage]
    private let needyConversations: Set<String>

    init() throws {
        fixture = try TemporaryStore()
        try fixture.store.provision(
            zip(Self.workspaces, [Self.agents[0..<2], Self.agents[2...]]).map { workspace, agents in
                WorkspaceDescription(
                    id: workspace,
                    name: "W",
                    credits: 0,
                    agents: agents.map { .init(id: $0, name: "Agent") }
                )
            },
            now: 1
        )
        var random = SeededGenerator(seed: 11)
        let conversations = (0..<30).map { _ in SampleConversation(&random) }
        needyConversations = Set(conversations.filter { $0.status == "needs_human" }.map(\.id))
        messages = SampleMessage.sequence(of: conversations, around: Self.period, &random)
        let database = try DatabaseQueue(path: fixture.databaseFile.path)
        try database.write { [messages] database in
            for conversation in conversations { try conversation.insert(into: database) }
            for message in messages { try message.insert(into: database) }
        }
    }

    fileprivate struct SampleConversation {
        let id: String
        let workspace: String
        let agent: String
        let channel: String
        let status: String

        init(_ random: inout SeededGenerator) {
            id = UUID().uuidString.lowercased()
            agent = InsightTests.agents[Int.random(in: 0..<3, using: &random)]
            workspace = InsightTests.workspaces[agent == InsightTests.agents[2] ? 1 : 0]
            channel = Bool.random(using: &random) ? "whatsapp" : "webchat"
            status = ["open", "needs_human", "human_active"][Int.random(in: 0..<3, using: &random)]
        }

        func insert(into database: Database) throws {
            try database.execute(
                sql: """
                    INSERT INTO conversation (id, workspace_id, agent_id, channel, status, created_at, last_message_at)
                    VALUES (?, ?, ?, ?, ?, 1, 1)
                    """,
                arguments: [id, workspace, agent, channel, status]
            )
        }
    }

    fileprivate struct SampleMessage {
        var number: Int64
        var conversation: SampleConversation
        var sender: MessageSender
        var isTest: Bool
        var time: Int64
        var repliesTo: Int64?
        var meaning: MessageGroup.Meaning?
        var isPending: Bool

        /// Messages before, in and after a period, in the order of time.
        static func sequence(
            of conversations: [SampleConversation],
            around period: Range<Int64>,
            _ random: inout SeededGenerator
        ) -> [SampleMessage] {
            let length = period.upperBound - period.lowerBound
            var times = (0..<1200).map { _ in
                Int64.random(in: period.lowerBound - 2 * length..<period.upperBound + length, using: &random)
            }
            times += [period.lowerBound, period.upperBound, period.lowerBound - 1, period.lowerBound - length]
            var messages: [SampleMessage] = []
            for (index, time) in times.sorted().enumerated() {
                let conversation = conversations[Int.random(in: 0..<conversations.count, using: &random)]
                let sender = [MessageSender.customer, .customer, .agent, .human][Int.random(in: 0..<4, using: &random)]
                let asked = messages.filter { $0.conversation.id == conversation.id && $0.sender == .customer }
                let isPending = Int.random(in: 0..<5, using: &random) == 0
                messages.append(
                    SampleMessage(
                        number: Int64(index + 1),
                        conversation: conversation,
                        sender: sender,
                        isTest: Int.random(in: 0..<8, using: &random) == 0,
                        time: time,
                        repliesTo: sender == .agent ? asked.randomElement(using: &random)?.number : nil,
                        meaning: sender == .customer
                            ? MessageGroup.Meaning(
                                topic: ["delivery", "billing", "unknown"][Int.random(in: 0..<3, using: &random)],
                                intent: ["complaint", "question"][Int.random(in: 0..<2, using: &random)],
                                sentiment: MessageIntelligence.Sentiment.allCases[Int.random(in: 0..<3, using: &random)]
                            ) : nil,
                        isPending: isPending
                    )
                )
            }
            return messages
        }

        func insert(into database: Database) throws {
            try database.execute(
                sql: """
                    INSERT INTO conversation_message (number, id, conversation_id, workspace_id, agent_id, channel, sender,
                        type, content, is_test, replies_to, created_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, 'text', 'x', ?, ?, ?)
                    """,
                arguments: [
                    number, UUID().uuidString.lowercased(), conversation.id, conversation.workspace, conversation.agent,
                    conversation.channel, sender.rawValue, isTest, repliesTo, time,
                ]
            )
            guard let meaning else { return }
            try database.execute(
                sql: """
                    INSERT INTO message_intelligence (message_number, state, topic, intent, sentiment)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    number, isPending ? "pending" : "done", meaning.topic, meaning.intent, meaning.sentiment.rawValue,
                ]
            )
        }
    }

    // MARK: Counting one by one

    private func chosen(_ scope: InsightScope, _ period: Range<Int64>) -> [SampleMessage] {
        messages.filter { message in
            message.conversation.workspace == scope.workspaceID && !message.isTest && period.contains(message.time)
                && (scope.agentID == nil || message.conversation.agent == scope.agentID)
                && (scope.channel == nil || message.conversation.channel == scope.channel)
        }
    }

    private func check(_ statistics: PeriodStatistics, _ period: Range<Int64>, of scope: InsightScope) {
        let chosen = chosen(scope, period)
        var groups: [MessageGroup: Int] = [:]
        for message in chosen {
            let group = MessageGroup(
                sender: message.sender,
                channel: message.conversation.channel,
                day: message.time / Self.day,
                meaning: message.isPending ? nil : message.meaning,
                count: 0
            )
            groups[group, default: 0] += 1
        }
        let found = statistics.groups.map { group in
            var key = group
            key.count = 0
            return (key, group.count)
        }
        #expect(Dictionary(uniqueKeysWithValues: found) == groups)
        #expect(statistics.count() == chosen.count)
        #expect(statistics.conversationCount == Set(chosen.map(\.conversation.id)).count)
        let customers = chosen.filter { $0.sender == .customer }
        var times: [Int64] = []
        var humanCount = 0
        for customer in customers {
            if let answer = messages.first(where: { $0.repliesTo == customer.number }) {
                times.append(answer.time - customer.time)
            } else if messages.contains(where: {
                $0.conversation.id == customer.conversation.id && $0.sender == .human && $0.number > customer.number
                    && !$0.isTest && $0.time < scope.period.upperBound
            }) {
                humanCount += 1
            }
        }
        #expect(statistics.answeredByAgentCount == times.count)
        #expect(statistics.answeredByHumanCount == humanCount)
        times.sort()
        #expect(statistics.responseTimes == nil || !times.isEmpty)
        if let response = statistics.responseTimes {
            #expect(abs(response.average - Double(times.reduce(0, +)) / Double(times.count)) < 1e-6)
            let middle = [times[(times.count - 1) / 2], times[times.count / 2]]
            #expect(response.median == Double(middle[0] + middle[1]) / 2)
        }
    }

    @Test("Every number is what counting one by one gives, for each workspace, agent and channel")
    func numbers() throws {
        for workspace in Self.workspaces {
            for agent in [nil] + Self.agents {
                for channel in [nil, "whatsapp", "webchat", "sms"] {
                    let scope = InsightScope(
                        workspaceID: workspace,
                        agentID: agent,
                        channel: channel,
                        period: Self.period
                    )
                    let statistics = try store.insightStatistics(scope)
                    check(statistics.current, Self.period, of: scope)
                    check(statistics.previous, scope.previousPeriod, of: scope)
                    let needy = chosen(scope, Self.period).map(\.conversation.id).filter(needyConversations.contains)
                    #expect(statistics.conversationsNeedingHuman == Set(needy).count)
                }
            }
        }
        let all = try store.insightStatistics(InsightScope(workspaceID: Self.workspaces[0], period: Self.period))
        #expect(all.current.count() > 50 && all.previous.count() > 50 && all.current.answeredByHumanCount > 0)
    }

    @Test("Messages that wait to be analysed are counted, those of tests and of others are not")
    func unanalysed() throws {
        for workspace in Self.workspaces {
            let waiting = messages.filter {
                $0.conversation.workspace == workspace && $0.isPending && $0.meaning != nil && !$0.isTest
            }
            #expect(try store.unanalysedMessageCount(inWorkspace: workspace) == waiting.count)
        }
        #expect(try store.unanalysedMessageCount(inWorkspace: Self.agents[0]) == 0)
    }

    @Test("Answers refused for lack of credits are counted by workspace, agent and time")
    func blocked() throws {
        for time in [Self.start - 1, Self.start + 1000, Self.start + 2000, Self.period.upperBound + 1000] {
            let exchange = NewExchange(
                workspaceID: Self.workspaces[0],
                agentID: Self.agents[0],
                channel: "whatsapp",
                type: "text",
                content: "Hello?",
                now: time
            )
            guard case .insufficientCredits = try store.beginExchange(exchange) else {
                Issue.record("there were credits")
                return
            }
        }
        var scope = InsightScope(workspaceID: Self.workspaces[0], period: Self.period)
        var statistics = try store.insightStatistics(scope)
        #expect(statistics.current.blockedCount == 2 && statistics.previous.blockedCount == 1)
        scope.agentID = Self.agents[1]
        statistics = try store.insightStatistics(scope)
        #expect(statistics.current.blockedCount == 0 && statistics.previous.blockedCount == 0)
        scope.channel = "whatsapp"
        #expect(try store.insightStatistics(scope).current.blockedCount == nil)
        let other = InsightScope(workspaceID: Self.workspaces[1], period: Self.period)
        #expect(try store.insightStatistics(other).current.blockedCount == 0)
    }

    @Test("An answer and the record of its use are kept together")
    func record() throws {
        var insight = NewInsight(
            workspaceID: Self.workspaces[0],
            agentID: nil,
            question: "Why?",
            context: "{}",
            answer: #"{"explanation": "Because."}"#,
            now: 7
        )
        try store.addInsight(insight)
        insight.answer = "no JSON"
        #expect(throws: StoreError.self) { try store.addInsight(insight) }
        insight.answer = "{}"
        insight.question = "Why\0?"
        #expect(storeErrorCode { try store.addInsight(insight) } == .invalidArgument)
        let database = try DatabaseQueue(path: fixture.databaseFile.path)
        let (insights, events) = try database.read { database in
            (
                try Int.fetchOne(database, sql: "SELECT count(*) FROM insight WHERE question = 'Why?'"),
                try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM usage_event WHERE kind = 'copilot_insight' AND credits = 0"
                )
            )
        }
        #expect(insights == 1 && events == 1)
        #expect(try store.integrityProblems() == [])
    }
}
