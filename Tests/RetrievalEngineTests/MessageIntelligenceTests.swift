import DocumentStore
import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("What messages say", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct MessageIntelligenceTests {
    private static func model() throws -> InstalledModel {
        try ModelCatalog(folder: Fixtures.modelFolder?.deletingLastPathComponent()).model()
    }

    @Test("Intent and sentiment of labelled messages, in both parts of the set", arguments: ["development", "test"])
    func measured(split: String) throws {
        let evaluation = try MessageEvaluation(
            folder: Fixtures.url("messages"),
            split: split,
            model: try Self.model()
        )
        let result = try evaluation.run()
        #expect(result.messages >= 160)
        #expect(result.intentMacroF1 >= 0.85, "\(result)")
        #expect(result.sentimentMacroF1 >= 0.85, "\(result)")
    }

    @Test("None of the labelled messages is one that the classifier learnt from")
    func heldOut() async throws {
        let lines = try String(contentsOf: Fixtures.url("messages/messages.jsonl"), encoding: .utf8).split(
            separator: "\n"
        )
        #expect(lines.count >= 300)
        let sources = Fixtures.root.appending(path: "Sources/Engine/RetrievalEngine/Messages")
        let examples = try FileManager.default.contentsOfDirectory(at: sources, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasPrefix("MessageExamples+") }
            .flatMap { try String(contentsOf: $0, encoding: .utf8).split(separator: "\n") }
            .map { Self.plain($0.split(separator: " ", maxSplits: 2).last ?? "") }
        let labelled = try lines.map { line in
            try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))["text"]?.stringValue ?? ""
        }
        // What everybody says in the same few words is bound to be in both.
        let copies = labelled.filter { examples.contains(Self.plain($0)) && $0.split(separator: " ").count > 4 }
        #expect(copies == [])
    }

    private static func plain(_ text: some StringProtocol) -> String {
        text.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    @Test(
        "What negates is heard",
        arguments: [
            ("Not bad at all!", MessageIntelligence.Sentiment.positive), ("I don't like it.", .negative),
            ("I dont like it", .negative), ("not good", .negative), ("I'm not happy with it", .negative),
            ("I have never been so disappointed.", .negative), ("No complaints, works great.", .positive),
            ("Can't complain.", .positive), ("It's not worth the money.", .negative),
            ("It looks nice but it doesn't work.", .negative), ("I love it, thank you!", .positive),
            ("What are your opening hours?", .neutral), ("👍👍", .positive),
        ]
    )
    func negation(text: String, sentiment: MessageIntelligence.Sentiment) async throws {
        let engine = try EngineFixture().engine
        #expect(try await engine.intelligence(of: text).sentiment == sentiment)
    }

    @Test("Topics are labels, else the word that matters, else unknown")
    func topics() async throws {
        let fixture = try EngineFixture()
        func topic(_ text: String) async throws -> String { try await fixture.engine.intelligence(of: text).topic }
        #expect(try await topic("Where is my parcel? It should have been delivered yesterday.") == "delivery")
        #expect(try await topic("How do I reset my password?") == "account")
        #expect(try await topic("Can I pay by credit card?") == "billing")
        #expect(try await topic("Hello there!") == "unknown")
        #expect(try await topic("ok") == "unknown")
    }

    @Test(
        "What is not in English is not guessed",
        arguments: [
            "¿Dónde está mi pedido? Lo compré hace dos semanas.", "Donde esta mi pedido", "Gracias", "Hola",
            "Où est ma commande ? Je suis très mécontent.", "Je voudrais un remboursement", "Bonjour", "merci beaucoup",
            "Wo ist meine Bestellung?", "Das Paket ist kaputt angekommen", "Guten Tag", "Danke!", "Ich liebe es",
            "أين طلبي؟ أريد استرداد أموالي", "我的订单在哪里？", "注文はいつ届きますか", "주문이 어디에 있나요?", "Где мой заказ?",
            "Siparişim nerede?", "siparisim hala gelmedi", "Merhaba", "Teşekkürler", "Dove si trova il mio ordine?",
            "Ciao", "Onde está a minha encomenda?", "Obrigado", "Waar is mijn bestelling?", "Gdzie jest moja paczka?",
            "Var är mitt paket?", "Kapan pesanan saya tiba?", "Πού είναι η παραγγελία μου;", "איפה ההזמנה שלי",
            "मेरा ऑर्डर कहाँ है?", "Đơn hàng của tôi ở đâu?", "Quiero comprar dos camisetas rojas, talla M",
        ]
    )
    func otherLanguages(text: String) async throws {
        let intelligence = try await EngineFixture().engine.intelligence(of: text)
        #expect(intelligence.intent == "unknown" && intelligence.topic == "unknown")
        #expect(intelligence.sentiment == .neutral)
    }

    @Test("Every labelled message is seen to be in English, also short, misspelt and with names in it")
    func english() async throws {
        let fixture = try EngineFixture()
        let lines = try String(contentsOf: Fixtures.url("messages/messages.jsonl"), encoding: .utf8).split(
            separator: "\n"
        )
        var texts = try lines.map { line in
            try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))["text"]?.stringValue ?? ""
        }
        texts += ["hi", "ok thanks", "thx", "wheres my pakage", "The café crème was great", "I met José in São Paulo"]
        var strangers: [String] = []
        for text in texts where try await fixture.engine.intelligence(of: text).intent == "unknown" {
            strangers.append(text)
        }
        #expect(strangers == [])
    }

    @Test("What a message names, once each, in its order")
    func entities() async throws {
        let fixture = try EngineFixture()
        for (text, expected) in [
            (
                "Hi, I'm Maria Lopez from Leeds. Order #48213 cost $49.99 on 12 March 2025, write to maria@example.com.",
                ["Maria Lopez", "Leeds", "#48213", "$49.99", "12 March 2025", "maria@example.com"]
            ),
            (
                "See https://example.com/a?b=1, or call +44 20 7946 0958.",
                ["https://example.com/a?b=1", "+44 20 7946 0958"]
            ),
            ("My order number is A-7712 and A-7712 was 30 euros", ["A-7712", "30 euros"]),
            ("order 99812 was sent with DHL on 2025-05-03", ["99812", "DHL", "2025-05-03"]),
            ("Nothing of note here.", []), ("WHERE IS MY ORDER", []), ("Great service. Thank you!", []),
        ] {
            #expect(try await fixture.engine.intelligence(of: text).entities == expected, "\(text)")
        }
    }

    @Test("Texts of all sorts are taken: empty, long, of marks only")
    func oddTexts() async throws {
        let fixture = try EngineFixture()
        let long = String(repeating: "Where is my order? ", count: 20_000)
        for text in ["", " \n", "?!", "12345", "\u{301}", "a", long, String(repeating: "1", count: 5000)] {
            let intelligence = try await fixture.engine.intelligence(of: text)
            #expect(!intelligence.intent.isEmpty && !intelligence.topic.isEmpty)
        }
        #expect(try await fixture.engine.intelligence(of: long).intent == "order_status")
    }
}
