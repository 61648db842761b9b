import LanguageModel
import Ranking
import SentenceEncoder
import TestSupport
import Testing

@Suite("Extractive answers from the demo documents", .enabled(if: Fixtures.modelFolder != nil))
struct DocumentAnswerTests {
    private let corpus: PassageCorpus
    private let answerer: ExtractiveAnswerer

    init() throws {
        let encoder = try SentenceEncoder(modelFolder: #require(Fixtures.modelFolder))
        corpus = try PassageCorpus(encoder: encoder)
        answerer = ExtractiveAnswerer(encoder: encoder)
    }

    private func answer(_ question: String) -> (text: String, support: Double, count: Int) {
        let vector = corpus.vector(of: question)
        let texts = corpus.nearest(to: vector).map(\.text)
        let found = answerer.sentences(answering: question, questionVector: vector, from: texts)
        let slices = found.map { String(decoding: Array(texts[$0.passage].utf8)[$0.utf8Range], as: UTF8.self) }
        return (slices.joined(separator: " "), found.map(\.support).max() ?? 0, found.count)
    }

    private static let answered = [
        ("How long do the lithium cells of the weather station last?", "26 months"),
        ("For how many days may a library book be borrowed?", "28 days"),
        ("Who built the iron bridge?", "Josiah Brandt"),
        ("When was the bridge opened?", "1874"),
        ("How much did the bridge cost?", "6,150 pounds"),
        ("How long did it take to build the bridge?", "14 months"),
        ("Who opened the tea house?", "Marguerite Ashdown"),
        ("When did Marguerite Ashdown open the tea house?", "1986"),
        ("Who runs the tea house today?", "Corin"),
        ("How much does a pot of White Meadow cost?", "5.20 crowns"),
        ("How hot must the water for White Meadow be?", "75"),
        ("When are saffron buns sold?", "winter"),
        ("On which days is the tea house closed?", "Mondays and Tuesdays"),
        ("How many people does the garden room hold?", "26 people"),
        ("Where is the library?", "Mill Lane"),
        ("Who gave the first books to the library?", "Agnes Tolliver"),
        ("How many volunteers help in the library?", "eleven"),
        ("What are the opening hours on Wednesday at the library?", "13:00 to 20:00"),
        ("What does a lost library card cost?", "2 crowns"),
        ("How much is the fee for late books?", "0.20 crowns"),
        ("What is the name of the librarian's cat?", "Quarto"),
        ("When does the reading circle meet?", "first Wednesday"),
        ("How much does the copier cost per page?", "0.10 crowns"),
        ("What is the frequency of the radio?", "868.3 MHz"),
        ("How heavy is the outdoor unit?", "1.9 kilograms"),
        ("Why must rechargeable cells not be used?", "1.2 volts"),
        ("What does error E14 mean?", "rain counter"),
        ("How long is the warranty of the console?", "five years"),
        ("What is the code of the calibration menu?", "7351"),
        ("What do new cups with bearings cost?", "41 crowns"),
        ("How do I reset the console?", "twelve"),
        ("Which cells can be used besides lithium?", "Alkaline"),
        ("Does the warranty cover lightning?", "lightning"),
        ("When was the Old Rectory Russet planted?", "1974"),
        ("How many trees of Sellick's Early are there?", "30"),
        ("What is the Darkwater Damson used for?", "gin"),
        ("When is the Winter Marigold harvested?", "late October"),
        ("How high did the water stand in the flood of 1927?", "4.6 metres"),
        ("Who ran the ferry alone for 29 years?", "Hester Dunmore"),
        ("What was the toll for a cart on the ferry?", "two pence"),
        ("When did the ferry begin?", "1566"),
        ("How many cows could the ferry carry?", "four cows"),
    ]
    private static let unanswered = [
        "Who won the chess world championship in 1972?", "Who painted the Mona Lisa?", "What is the capital of Peru?",
        "What is the boiling point of mercury?", "How do I reset my password?", "Hello, bot!",
        "How many satellites does Jupiter have?", "Who is the mayor of Aldermoor?",
        "Which programming language is the console written in?", "How long does the train to London take?",
    ]

    @Test("Most questions are answered by the right sentence, in few words")
    func answers() {
        var (right, sentences) = (0, 0)
        for (question, expected) in Self.answered {
            let reply = answer(question)
            right += reply.text.contains(expected) ? 1 : 0
            sentences += reply.count
        }
        // 33 of 42 in 44 sentences when this was written; three of the others are not among the three nearest passages.
        #expect(right >= 32, "\(right) of \(Self.answered.count)")
        #expect(Double(sentences) / Double(Self.answered.count) <= 1.2)
    }

    @Test("Questions that the documents do not answer are refused", arguments: Self.unanswered)
    func abstains(question: String) {
        #expect(answer(question).text == "")
    }

    @Test(
        "The answers that the command line's tests expect",
        arguments: [
            ("How long do the lithium cells of the weather station last?", "26 months"),
            ("For how many days may a library book be borrowed?", "28 days"),
        ]
    )
    func answersSurely(question: String, expected: String) {
        let reply = answer(question)
        #expect(reply.text.contains(expected))
        #expect(reply.support >= 0.6)
    }
}
