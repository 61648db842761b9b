import Foundation
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

/// What a model writes is taken when it is true to the numbers, and only then.
@Suite("Copilot insights in a model's words", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct InsightWriterTests {
    /// What a model was given: `question`, `facts` and `draft`.
    private static func material(of exchange: LoopbackExchange) throws -> JSONValue {
        let request = try JSONParser.parse(exchange.request.body)
        let text = request["messages"]?.elements.last?["content"]?.stringValue ?? ""
        return try JSONParser.parse(Array(text.utf8))
    }

    /// A model whose explanation is the question, word for word.
    private static let echo: LoopbackServer.Script = { exchange in
        let question = try material(of: exchange)["question"] ?? .null
        let reply: JSONValue = [
            "explanation": question, "reasons": [], "suggestions": ["Go on."], "data_sufficiency": "sufficient",
        ]
        try await exchange.say([reply.encoded])
    }

    @Test("Words are taken whose numbers are those of the facts, however they are rounded or told")
    func goodNumbers() async throws {
        try await InsightWorkspace.run(script: Self.echo) { copilot, _ in
            try await copilot.addTwoWeeks()
            let today = String(Date.now.formatted(.iso8601).prefix(10))
            for text in [
                "All is well.", "You got 8 complaints, up from 3 in the previous 7 days.", "Up by 5 (+166.7%).",
                "Complaints rose by about 167 percent.", "Eight complaints came in, five more than before.",
                "Agents answered 95% of the messages within 2 seconds (2000 ms, 2.0 s).",
                "As of \(today), 39 messages.",
                #"Most are about "delivery" and one is about "unknown"."#, "40.0% were complaints.",
            ] {
                let answer = try await copilot.ask(text)
                #expect(answer.explanation == text)
                #expect(answer["suggestions"] == ["Go on."])
            }
        }
    }

    @Test("Words with a number that is made up are not taken: the answer is the one that was put together here")
    func inventedNumbers() async throws {
        try await InsightWorkspace.run(script: Self.echo) { copilot, provider in
            try await copilot.addTwoWeeks()
            let texts = [
                "There were 17 complaints.", "Complaints rose by 166.6%.", "Complaints rose by 9%.",
                "It took 8 seconds.", "It took 3 ms.", "Seventeen complaints.", "Complaints doubled.",
                "Half of the complaints.", "Complaints are up 2x.", "On 2019-05-03 there were 8 complaints.",
                "On May 3rd, 2019 there were 8 complaints.", "٨ complaints.", "½ of them.", "A third of them.",
                "1,008 complaints.", "8.5 complaints.", "Data is insufficient to provide a comprehensive answer.",
            ]
            for text in texts {
                let answer = try await copilot.ask(text)
                #expect(answer.status == 200)
                #expect(answer.explanation != text && answer["suggestions"] != ["Go on."], "\(text)")
                #expect(answer.explanation.contains("8 complaints") || answer.explanation.contains("messages"))
            }
            #expect(provider.requests.count == texts.count)
        }
    }

    @Test("Every text that is put together here passes the check itself", arguments: [true, false])
    func draft(hasPast: Bool) async throws {
        let script: LoopbackServer.Script = { exchange in
            guard case .object(var draft)? = try Self.material(of: exchange)["draft"] else { return }
            draft["explanation"] = .string("Well: " + (draft["explanation"]?.stringValue ?? ""))
            try await exchange.say(["```json\n", JSONValue.object(draft).encoded, "\n```"])
        }
        try await InsightWorkspace.run(script: script) { copilot, provider in
            if hasPast { try await copilot.addTwoWeeks() }
            try await copilot.add(4, daysAgo: 0.1, intent: "complaint", topic: "2fa codes", answeredAfter: 95_000)
            try await copilot.add(2, daysAgo: 2, intent: "purchase", topic: "24/7 help", answeredAfter: 4_000_123)
            let today = String(Date.now.formatted(.iso8601).prefix(10))
            for question in [
                "What happened?", "Why did complaints increase?", "Why did complaints fall?", "Is sentiment worse?",
                "Why are there more messages?", "Are conversations up?", "Why are agents slower to answer?",
                "Did the response rate improve?", "Which topics?", "Which intents?", "Which channels?", "Credits?",
                "Who needs a human?", "Complaints about 2fa codes?", "Anything about 24/7 help?",
                "More negative messages?",
                "More purchases, refunds and greetings?", "How many questions on webchat?",
            ] {
                for context: JSONValue in [[:], ["range": "1d"], ["range": "30d"], ["start_date": .string(today)]] {
                    let answer = try await copilot.ask(question, context)
                    guard answer["data_sufficiency"] == "sufficient" else { continue }
                    #expect(answer.explanation.hasPrefix("Well: "), "\(answer.text)")
                }
            }
            #expect(provider.requests.count > 30)
            #expect(!provider.requests.contains { $0.text.contains("secret word") })
        }
    }

    @Test(
        "What is no answer of the right form is not taken",
        arguments: [
            "I cannot help.", "", "{}", #"{"explanation": "Fine."}"#,
            #"{"explanation": "Fine.", "reasons": "none", "suggestions": [], "data_sufficiency": "sufficient"}"#,
            #"{"explanation": "", "reasons": [], "suggestions": [], "data_sufficiency": "sufficient"}"#,
            #"{"explanation": "Fine.", "reasons": [], "suggestions": [], "data_sufficiency": "insufficient"}"#,
            #"{"explanation": "Fine.", "reasons": [], "suggestions": [], "data_sufficiency": "sufficient", "x": 1}"#,
            #"{"explanation": "Fine.\u0007", "reasons": [], "suggestions": [], "data_sufficiency": "sufficient"}"#,
            #"{"explanation": "Fine.", "reasons": ["17 of them"], "suggestions": [], "data_sufficiency": "sufficient"}"#,
            #"{"explanation": "Fine.", "reasons": [" "], "suggestions": [], "data_sufficiency": "sufficient"}"#,
        ]
    )
    func badForms(reply: String) async throws {
        let script: LoopbackServer.Script = { try await $0.say(reply.isEmpty ? [] : [reply]) }
        try await InsightWorkspace.run(script: script) { copilot, _ in
            try await copilot.addTwoWeeks()
            let answer = try await copilot.ask("Why did complaints increase?")
            #expect(answer.status == 200 && answer.explanation.hasPrefix("There were 8 complaints"))
        }
    }

    @Test("A model that fails, and one that goes on for ever, leave the answer as it was; without data none is asked")
    func failures() async throws {
        let refusal: LoopbackServer.Script = { try await $0.reply(status: 401, "{}") }
        try await InsightWorkspace.run(script: refusal) { copilot, provider in
            #expect(try await copilot.ask("Why did complaints increase?")["data_sufficiency"] == "insufficient")
            #expect(provider.requests.isEmpty)
            try await copilot.addTwoWeeks()
            let answer = try await copilot.ask("Why did complaints increase?")
            #expect(answer.status == 200 && answer.explanation.hasPrefix("There were 8 complaints"))
            #expect(!provider.requests.isEmpty)
        }
        let chatter: LoopbackServer.Script = { exchange in
            try await exchange.say(Array(repeating: String(repeating: "words ", count: 1000), count: 10))
        }
        try await InsightWorkspace.run(script: chatter) { copilot, _ in
            try await copilot.addTwoWeeks()
            let answer = try await copilot.ask("Why did complaints increase?")
            #expect(answer.status == 200 && answer.explanation.hasPrefix("There were 8 complaints"))
        }
    }
}
