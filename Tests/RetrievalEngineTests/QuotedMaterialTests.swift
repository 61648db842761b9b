import RetrievalEngine
import TestSupport
import Testing

@Suite("Messages that bring a text")
struct QuotedMaterialTests {
    @Test(
        "The text is told from what is to be done with it",
        arguments: [
            ("Summarize this text: Herons wade. They eat fish.", "Summarize this text", "Herons wade. They eat fish."),
            ("Summarize:\n\nHerons wade.\r\n\r\nThey eat fish.", "Summarize", "Herons wade.\r\n\r\nThey eat fish."),
            ("要約してください：サギは歩く。魚を食べる。", "要約してください", "サギは歩く。魚を食べる。"),
            ("Summarize this: \"Herons wade in water.\"", "Summarize this", "Herons wade in water."),
            ("Be brief. Summarize: Herons wade. They eat.", "Be brief. Summarize", "Herons wade. They eat."),
            ("Shorten “Herons wade in the water” please", "Shorten \n please", "Herons wade in the water"),
            ("Shorten \"Herons say \"kraak\" at dawn\".", "Shorten \n.", "Herons say \"kraak\" at dawn"),
            ("Explain\n```swift\nlet a = 1\n```\nbriefly", "Explain\n\n\nbriefly", "let a = 1"),
            ("Explain ```let a = 1``` to me", "Explain \n to me", "let a = 1"),
            ("Explain this:\n```\nlet a = 1", "Explain this:", "let a = 1"),
            ("Make it shorter\nHerons wade. They eat fish.", "Make it shorter", "Herons wade. They eat fish."),
            ("Fix this letter\n\nSubject: Herons\n\nDear all", "Fix this letter", "Subject: Herons\n\nDear all"),
            ("Be kind.\nText:\nHerons wade.\n\nSummary:", "Be kind.\n\nSummary:", "Herons wade."),
            ("Be kind.\n## Context: Herons wade.", "Be kind.", "Herons wade."),
        ]
    )
    func parts(message: String, instruction: String, text: String) throws {
        let material = try #require(QuotedMaterial(message))
        #expect(material.instruction == instruction)
        #expect(material.text == text)
        #expect(material.question == nil && material.isSetApart)
    }

    @Test("A long text may stand before what is to be done with it")
    func instructionLast() throws {
        let text = String(repeating: "Herons wade in shallow water. ", count: 10) + "They eat fish."
        let material = try #require(QuotedMaterial("\(text)\n\nSummarize the text above."))
        #expect(material.text == text && material.instruction == "Summarize the text above.")
    }

    @Test(
        "The question about the text is found",
        arguments: [
            (
                "What do herons eat?\n\nHerons wade. They eat fish.", "What do herons eat?",
                "Herons wade. They eat fish."
            ),
            ("What do herons eat: They eat fish.", "What do herons eat", "They eat fish."),
            ("Answer this: What do herons eat? They eat fish.", "What do herons eat?", "They eat fish."),
            ("What do herons eat? They eat fish.", "What do herons eat?", "They eat fish."),
            ("They eat fish. What do herons eat?", "What do herons eat?", "They eat fish."),
            ("Answer.\n\nQuestion: What eats fish\n\nText:\nHerons do.", "What eats fish", "Herons do."),
            ("Answer.\n\nContext: Herons do.\nQuestion: What eats fish?", "What eats fish?", "Herons do."),
            (
                "Does the text say what eats fish?\n```\nHerons do.\n```", "Does the text say what eats fish?",
                "Herons do."
            ),
        ]
    )
    func questions(message: String, question: String, text: String) throws {
        let material = try #require(QuotedMaterial(message))
        #expect(material.question == question)
        #expect(material.text == text)
    }

    @Test(
        "Messages that bring none",
        arguments: [
            "", " \n", "Hello!", "What is the capital of France?", "Tell me a story", "Question: What eats fish?",
            "Hi,\nhow are you?", "Translate \"heron\" into French", "Meet me at 8:30 at the pier.", "Summarize:",
            "```\n```", "Read https://example.org/a today", "How are you? What is new?",
        ]
    )
    func none(message: String) {
        #expect(QuotedMaterial(message) == nil)
    }

    @Test(
        "Whatever the message, nothing breaks",
        arguments: ["\"", ":", "a:", "```", "\"\"\"", "“”", "\n:\n", "text:\ntext:"]
    )
    func odd(message: String) {
        #expect(QuotedMaterial(message)?.text.isEmpty != true)
        #expect(QuotedMaterial(message + message)?.text.isEmpty != true)
    }
}

@Suite("Replies without documents", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct QuotationTests {
    private static let article = """
        The harbour of Ålesund lies on the west coast of Norway. My aunt likes lemon cake. Fishing boats bring cod and \
        herring into the harbour every morning. The harbour's fish market sells the catch of the fishing boats. A single \
        ferry ticket costs 42 kroner. The harbour was rebuilt after the fire of 1904. Fishing boats bring cod and herring \
        into the harbour every morning.
        """
    private let fixture: EngineFixture

    init() throws {
        fixture = try EngineFixture()
    }

    private func reply(_ message: String) async throws -> String {
        let reply = try await fixture.engine.reply(to: message)
        #expect(reply.model == "extractive" && reply.citations.isEmpty && reply.grounding == nil)
        #expect(reply.usage.totalTokenCount > 0 && !reply.text.contains(/\[\d+\]/))
        return reply.text
    }

    @Test("A text's most central sentences are quoted, in their order and none twice")
    func centralSentences() async throws {
        let text = try await reply("Summarize the following text: \(Self.article)")
        let sentences = text.split(separator: ". ").map { $0.hasSuffix(".") ? String($0) : "\($0)." }
        #expect(sentences.count == 3 && Set(sentences).count == 3)
        let places = sentences.compactMap { Self.article.firstRange(of: $0)?.lowerBound }
        #expect(places.count == 3 && places == places.sorted())
        #expect(text.contains("harbour") && !text.contains("lemon cake"))
        #expect(try await reply("Summarize the following text: \(Self.article)") == text)
    }

    @Test("A short text is quoted as it is")
    func shortTexts() async throws {
        #expect(try await reply("Summarize: Herons wade. They eat fish.") == "Herons wade. They eat fish.")
        #expect(try await reply("Summarize this text: Sample text to summarize") == "Sample text to summarize")
    }

    @Test(
        "A question about a text is answered from it",
        arguments: [
            "How much is a ferry ticket?\n\n{}", "{} How much is a ferry ticket?", "How much is a ferry ticket? {}",
        ]
    )
    func questions(message: String) async throws {
        #expect(
            try await reply(message.replacing("{}", with: Self.article)) == "A single ferry ticket costs 42 kroner."
        )
    }

    @Test("A question that the text does not answer gets what the text is about, if the text was set apart")
    func unanswered() async throws {
        let question = "Who painted the Mona Lisa?"
        #expect(try await reply("\(question)\n\n\(Self.article)").contains("harbour"))
        #expect(try await reply("\(question) Herons wade. They eat fish.").contains("ROOST_LLM"))
    }

    @Test("Without a text it says what it can do", arguments: ["Hello!", "Tell me a story", "What is love?"])
    func notice(message: String) async throws {
        #expect(try await reply(message).contains("only quotes"))
    }

    @Test("A long text, and one without sentences, take no longer and are not repeated")
    func longTexts() async throws {
        let started = ContinuousClock.now
        let long = (0..<20_000).map { "Boat number \($0) brings herring into the harbour." }.joined(separator: " ")
        #expect(try await reply("Summarize: \(long)").utf8.count < 500)
        #expect(try await reply("Summarize: \(String(repeating: "herring ", count: 100_000))").count < 3000)
        #expect(try await reply("Summarize: \(String(repeating: "x", count: 500_000))").count < 3000)
        // About two seconds on an idle machine.
        #expect(started.duration(to: .now) < .seconds(60))
    }
}
