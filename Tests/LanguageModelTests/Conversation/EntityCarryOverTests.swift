import LanguageModel
import TestSupport
import Testing

@Suite("Entity carry-over")
struct EntityCarryOverTests {
    private func standalone(_ question: String, after turns: [(String, String)]) -> String {
        let history = turns.flatMap { [Message(.user, $0.0), Message(.assistant, $0.1)] }
        return EntityCarryOver().standaloneQuestion(for: question, history: history)
    }

    @Test("A chain of follow-ups keeps its subject")
    func followsChains() {
        let turns = [
            ("How heavy is the Heron weather station?", "It weighs 1.9 kilograms."),
            ("What is its range?", "300 metres."),
            ("And in winter?", "The same."),
        ]
        #expect(standalone("What does it cost?", after: turns) == "What does the Heron weather station cost?")
    }

    @Test("Of several turns the last one's subject is carried over")
    func prefersTheLast() {
        let turns = [
            ("How heavy is the outdoor unit?", "1.9 kilograms."), ("When was the bridge built?", "1874."),
        ]
        #expect(standalone("Who paid for it?", after: turns) == "Who paid for the bridge?")
    }

    @Test(
        "A pronoun that the question itself explains, or that means nothing, is left alone",
        arguments: [
            "When does the console save its readings?", "If Petra Holm is away, who has her key?",
            "Is it true that dogs may come in?", "How long does it take to renew a loan?", "What time is it?",
            "Are there any free tables?", "Is the house open this week?", "Does it matter if a book is late?",
        ]
    )
    func leavesResolvedPronouns(question: String) {
        #expect(standalone(question, after: [("How heavy is the outdoor unit?", "1.9 kilograms.")]) == question)
    }

    @Test(
        "Without history, without a question in it, and in other languages the question stays as it is",
        arguments: ["What does it cost?", "它多少钱？", "Was kostet es?", "¿Y en invierno?", "وكم ثمنه؟", "", "?", " "]
    )
    func leavesAlone(question: String) {
        #expect(standalone(question, after: []) == question)
        let system = [Message(.system, "You are a bot."), Message(.assistant, "Hello!")]
        #expect(EntityCarryOver().standaloneQuestion(for: question, history: system) == question)
        guard question != "What does it cost?" else { return }
        #expect(standalone(question, after: [("How heavy is the outdoor unit?", "1.9 kilograms.")]) == question)
    }

    @Test("A person is named from the answer when the question asked who")
    func namesPersons() {
        let turns = [("Who built the bridge?", "The engineer Josiah Brandt built it [1].")]
        #expect(standalone("Where did he live?", after: turns) == "Where did Josiah Brandt live?")
        #expect(standalone("What was his salary?", after: turns) == "What was Josiah Brandt's salary?")
    }

    @Test("Any text is survived, and a long question stays as it is")
    func survivesAnything() {
        var generator = SeededGenerator(seed: 21)
        let pieces = [
            "it", "its", "What about", "and", "the", "one", "that", "there", " ", "?", "Ålesund's", "’s", "e\u{301}",
            "👩‍👩‍👧",
            "is", "does", "of", "price", "in", "1.5", "價錢", "\n", "How", "who", "\u{0}", "The Heron", ",", "\r\n",
        ]
        func text() -> String {
            (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                (pieces.randomElement(using: &generator) ?? "") + (Bool.random(using: &generator) ? " " : "")
            }.joined()
        }
        for _ in 0..<3000 {
            let (history, question) = ([(text(), text()), (text(), text())], text())
            let result = standalone(question, after: history)
            #expect(result.count <= 2 * 400 + question.count)
            #expect(!question.contains(where: { !$0.isWhitespace }) || !result.isEmpty)
        }
        let long = "What does it cost? " + String(repeating: "word ", count: 200)
        #expect(standalone(long, after: [("How heavy is the unit?", "1 kg")]) == long)
    }
}
