import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Copilot insights", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct InsightTests {
    private static let question = "Why did the number of complaints increase this week?"
    private static let insufficiency = "Data is insufficient to provide a comprehensive answer."
    private static let context: JSONValue = [
        "page": "analytics", "range": "7d", "agent_id": .string(AgentWorkspace.agent),
    ]

    @Test("The document's request is answered from the numbers, and remembered without a charge")
    func document() async throws {
        try await InsightWorkspace.run { copilot in
            try await copilot.addTwoWeeks()
            let answer = try await copilot.ask(Self.question, Self.context)
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.members == ["explanation", "reasons", "suggestions", "data_sufficiency"])
            #expect(answer["data_sufficiency"] == "sufficient")
            #expect(
                answer.explanation
                    == "There were 8 complaints in the last 7 days, 5 more than the 3 in the 7 days before (+166.7%)."
            )
            let reasons = answer["reasons"]?.elements.compactMap(\.stringValue) ?? []
            #expect(
                reasons.first == #"5 of the 8 complaints were about "delivery", 4 more than in the 7 days before."#
            )
            #expect(
                reasons.contains { $0.contains("40% of the analysed customer messages were complaints, after 23.1%") }
            )
            #expect(reasons.contains { $0.hasPrefix("1 customer message got no answer from an agent") })
            let suggestions = answer["suggestions"]?.elements.compactMap(\.stringValue) ?? []
            #expect(suggestions.first?.contains("\"delivery\"") == true)
            #expect(suggestions.contains { $0.contains("1 conversation that waits for a person") })
            let description = try await copilot.workspace.server.description()
            #expect(description.mismatches(of: answer, to: .post, InsightWorkspace.path) == [])
            #expect(try copilot.workspace.credits() == 50)
            #expect(try await copilot.count("usage_event", where: "kind = 'copilot_insight' AND credits = 0") == 1)
            let kept =
                "question LIKE 'Why did%' AND context ->> 'range' = '7d' AND answer ->> 'explanation' LIKE '%8 comp%'"
            #expect(try await copilot.count("insight", where: kept) == 1)
            #expect(try copilot.workspace.server.engine.store.integrityProblems() == [])
        }
    }

    @Test("Without data there is no answer, and an agent that is not there has none")
    func noData() async throws {
        try await InsightWorkspace.run { copilot in
            let description = try await copilot.workspace.server.description()
            for context: JSONValue? in [nil, .null, [:], Self.context] {
                let answer = try await copilot.ask(Self.question, context)
                #expect(answer.status == 200 && answer["data_sufficiency"] == "insufficient")
                #expect(answer.explanation.contains(Self.insufficiency) && answer["reasons"] == [])
                #expect(description.mismatches(of: answer, to: .post, InsightWorkspace.path) == [])
            }
            let empty = try await copilot.ask(Self.question)
            try await copilot.addTwoWeeks()
            for agent in [AgentWorkspace.nothing, AgentWorkspace.otherAgent, AgentWorkspace.silentAgent] {
                let answer = try await copilot.ask(Self.question, ["agent_id": .string(agent)])
                #expect(answer.text == empty.text)
            }
            let old = try await copilot.ask(Self.question, ["start_date": "2001-01-01", "end_date": "2001-01-31"])
            #expect(old["data_sufficiency"] == "insufficient")
        }
    }

    @Test("Workspaces see nothing of each other, and tests do not count")
    func isolation() async throws {
        try await InsightWorkspace.run { copilot in
            try await copilot.add(2, intent: "complaint")
            try await copilot.add(4, intent: "complaint", isTest: true)
            try await copilot.add(3, intent: "complaint", agent: AgentWorkspace.silentAgent)
            try await copilot.add(
                7,
                intent: "complaint",
                topic: "quicksilver",
                agent: AgentWorkspace.otherAgent,
                of: AgentWorkspace.otherID
            )
            let all = try await copilot.ask(Self.question)
            #expect(all.explanation.hasPrefix("There were 5 complaints in the last 7 days"))
            #expect(!all.text.contains("quicksilver"))
            let one = try await copilot.ask(Self.question, Self.context)
            #expect(one.explanation.hasPrefix("There were 2 complaints in the last 7 days"))
            let other = try await copilot.ask(
                Self.question,
                user: AgentWorkspace.otherMember,
                of: AgentWorkspace.otherID
            )
            #expect(other.explanation.hasPrefix("There were 7 complaints in the last 7 days"))
            #expect(try await copilot.ask(Self.question, of: AgentWorkspace.otherID).status == 403)
            #expect(try await copilot.count("insight", where: "workspace_id = '\(AgentWorkspace.otherID)'") == 1)
        }
    }

    @Test("What the question takes for granted is set right")
    func premises() async throws {
        try await InsightWorkspace.run { copilot in
            try await copilot.addTwoWeeks()
            let wrong = try await copilot.ask("Why did complaints go down?")
            #expect(wrong.explanation.hasPrefix("The number of complaints did not decrease: the opposite is the case."))
            let same = try await copilot.ask("Why are there more refunds than last week?")
            #expect(same.explanation.hasPrefix("The number of refund requests did not increase but stayed the same."))
            #expect(
                same.explanation.contains("There were no refund requests in the last 7 days, and none in the 7 days")
            )
            let slower = try await copilot.ask("Why is the agent slower to respond?")
            #expect(slower.explanation.hasPrefix("The response time did not increase: the opposite is the case."))
            #expect(slower.explanation.contains("Agents took 2 seconds on average to answer"))
        }
    }

    @Test(
        "Each question is answered with its own numbers",
        arguments: [
            ("How many messages did we get?", "There were 39 messages in the last 7 days"),
            ("How many conversations were there?", "There were 20 conversations in the last 7 days, 7 more"),
            ("What is the response rate?", "Agents answered 19 of 20 customer messages (95%)"),
            (
                "How long do customers wait for a reply?",
                "Agents took 2 seconds on average to answer (median: 2 seconds)"
            ),
            ("How is the mood of our customers?", "12 positive, 1 neutral and 7 negative in sentiment; 35% negative"),
            ("Which topics come up most?", #""opening hours" (12), "delivery" (5), "billing" (2), "unknown" (1)"#),
            ("What do customers want: which intents?", #""question" (12), "complaint" (8)"#),
            ("Did we run out of credits?", "There were no answers refused for lack of credits"),
            ("Which channel is used most?", #""whatsapp" (35), "webchat" (4)"#),
            (
                "How many complaints about billing?",
                #"There were 2 complaints about "billing" in the last 7 days, as many"#
            ),
            ("What do people say about opening hours?", #"There were 12 messages about "opening hours""#),
            ("How many complaints on webchat?", #"There were 2 complaints on "webchat" in the last 7 days"#),
            ("Does somebody need a human?", "1 waits for a person"), ("What happened?", "There were 39 messages"),
            ("Que se passe-t-il ?", "There were 39 messages"),
        ]
    )
    func subjects(question: String, part: String) async throws {
        try await InsightWorkspace.run { copilot in
            try await copilot.addTwoWeeks()
            let answer = try await copilot.ask(question)
            #expect(answer.explanation.contains(part), "\(answer.explanation)")
            #expect(answer["data_sufficiency"] == "sufficient")
        }
    }

    @Test("The period is that of the context")
    func periods() async throws {
        try await InsightWorkspace.run { copilot in
            for days in [0.5, 3, 20, 100, 300] { try await copilot.add(2, daysAgo: days, intent: "complaint") }
            let today = String(Date.now.formatted(.iso8601).prefix(10))
            let monthAgo = String(Date(timeIntervalSinceNow: -30 * 86_400).formatted(.iso8601).prefix(10))
            for (context, count): (JSONValue, Int) in [
                ([:], 4), (["range": "7d"], 4), (["range": "1d"], 2), (["range": " 30D "], 6), (["range": "366d"], 10),
                (["range": "5000d"], 10), (["range": "0d"], 4), (["range": "-1d"], 4), (["range": "soon"], 4),
                (["range": ""], 4), (["range": "99999999999999999999d"], 4), (["range": "7"], 4),
                (["start_date": .string(monthAgo)], 6), (["start_date": .string(monthAgo), "range": "1d"], 6),
                (["start_date": .string(monthAgo), "end_date": .string(today)], 6),
                (["start_date": "0001-01-01", "end_date": "9999-12-31"], 10),
                (["start_date": .string("\(monthAgo)T00:00:00Z"), "end_date": .null, "agent_id": .null], 6),
                (["end_date": .string(today), "range": "30d", "channel": " "], 6),
                (["channel": "whatsapp", "anything": [1]], 4),
            ] {
                let answer = try await copilot.ask("How many complaints?", context)
                #expect(answer.explanation.hasPrefix("There were \(count) complaints"), "\(context) \(answer.text)")
            }
            let other = try await copilot.ask("How many complaints?", ["channel": "instagram"])
            #expect(other["data_sufficiency"] == "insufficient")
        }
    }

    @Test("Bad requests are refused with what is wrong with each field")
    func refusals() async throws {
        try await InsightWorkspace.run { copilot in
            let description = try await copilot.workspace.server.description()
            let long = String(repeating: "é", count: 1001)
            for (body, field, text) in [
                (#"{}"#, "question", "This field is required."),
                (#"{"question": null}"#, "question", "This field may not be null."),
                (#"{"question": " "}"#, "question", "This field may not be blank."),
                (#"{"question": ["x"]}"#, "question", "Not a valid string."),
                (#"{"question": "\#(long)"}"#, "question", "Ensure this field has no more than 1000 characters."),
                (#"{"question": "a\u0000b"}"#, "question", "Null characters are not allowed."),
                (#"{"question": "x", "context": []}"#, "context", "Invalid data. Expected a dictionary."),
                (#"{"question": "x", "context": {"range": 7}}"#, "context.range", "Not a valid string."),
                (#"{"question": "x", "context": {"range": null}}"#, "context.range", "This field may not be null."),
                (#"{"question": "x", "context": {"agent_id": "1"}}"#, "context.agent_id", "Must be a valid UUID."),
                (#"{"question": "x", "context": {"channel": {}}}"#, "context.channel", "Not a valid string."),
                (
                    #"{"question": "x", "context": {"start_date": "2026-02-30"}}"#, "context.start_date",
                    "Date has wrong format. Use one of these formats instead: YYYY-MM-DD, YYYY-MM-DDThh:mm:ssZ."
                ),
                (
                    #"{"question": "x", "context": {"start_date": "2026-02-03", "end_date": "2026-02-02"}}"#,
                    "context.end_date", "The end date must not be before the start date."
                ),
                (#"[]"#, "non_field_errors", "Invalid data. Expected a dictionary."),
            ] {
                let answer = try await copilot.workspace.send(.post, InsightWorkspace.path, body: body)
                #expect(answer.status == 400 && answer["error.code"] == "validation_error", "\(body)")
                #expect(answer["error"]?["fields"]?[field]?.elements.contains(.string(text)) == true, "\(answer.text)")
                #expect(description.mismatches(of: answer, to: .post, InsightWorkspace.path) == [])
            }
            #expect(try await copilot.workspace.send(.post, InsightWorkspace.path, body: "{").status == 400)
            let many = try await copilot.workspace.send(
                .post,
                InsightWorkspace.path,
                body: #"{"context": {"agent_id": 1, "range": []}}"#
            )
            #expect(many["error.fields"]?.members.count == 3)
            #expect(try await copilot.count("insight", where: "TRUE") == 0)
            let longest = String(repeating: "é", count: 1000)
            #expect(try await copilot.ask(longest).status == 200)
        }
    }

    @Test("Messages that are not analysed yet are waited for, but not for ever")
    func waiting() async throws {
        try await InsightWorkspace.run { copilot in
            try await copilot.add(3, intent: "complaint")
            try await copilot.add(2, answeredAfter: nil, state: "pending")
            let answer = try await copilot.ask(Self.question)
            #expect(answer.explanation.hasPrefix("There were 3 complaints"))
            #expect(answer["data_sufficiency"] == "sufficient")
        }
    }

    @Test("The number of questions is limited where that is set")
    func limit() async throws {
        var settings = ServerConfiguration()
        settings.copilotRateLimit = 2
        try await InsightWorkspace.run(settings) { copilot in
            for _ in 0..<2 { #expect(try await copilot.ask("Hello?").status == 200) }
            let refused = try await copilot.ask("Hello?")
            #expect(refused.status == 429 && refused["error.code"] == "throttled")
            #expect(refused.headers[.retryAfter].flatMap { Int($0) }.map { 1...60 ~= $0 } == true)
            let description = try await copilot.workspace.server.description()
            #expect(description.mismatches(of: refused, to: .post, InsightWorkspace.path) == [])
            let other = try await copilot.ask("Hello?", user: AgentWorkspace.otherMember, of: AgentWorkspace.otherID)
            #expect(other.status == 200)
        }
        let loaded = try await ServerConfiguration.load(environment: ["ROOST_RATE_LIMIT_COPILOT": "10"])
        #expect(loaded.copilotRateLimit == 10)
        #expect(try await ServerConfiguration.load(environment: [:]).copilotRateLimit == 0)
        let off = try await ServerConfiguration.load(environment: ["ROOST_RATE_LIMIT_COPILOT": "0"])
        #expect(off.copilotRateLimit == 0)
    }
}
