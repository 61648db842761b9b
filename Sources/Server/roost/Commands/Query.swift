import ArgumentParser
import Foundation
import RetrievalEngine
import RoostServer

struct Query: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a collection a question.",
        discussion: """
            The answer cites the passages it is made from by their numbers; a citation is only shown when the passage \
            supports the sentence before it. When nothing supports an answer, it says so. The built-in model quotes \
            sentences of the documents; ROOST_LLM chooses another one. Thresholds are inclusive, from 0 to 1.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: "The collection.")
    var collection: String

    @Option(name: .long, help: "Passages that the search brings, 1 to 1000.")
    var topK = 10

    @Option(name: .long, help: "The least similarity of a passage, 0 to 1.")
    var minK = 0.0

    @Option(name: .long, help: "Passages that are kept after reranking.")
    var topN = 3

    @Option(name: .long, help: "The least score after reranking, 0 to 1.")
    var minN = 0.0

    @Flag(name: .long, help: "Also show the passages with their scores, and the time of each stage.")
    var explain = false

    @Argument(help: "The question.")
    var question: String

    func validate() throws {
        do {
            try options.validate()
        } catch {
            throw ValidationError("\(error)")
        }
        if question.allSatisfy(\.isWhitespace) {
            throw ValidationError("The question is empty.")
        }
    }

    private var options: RetrievalOptions {
        var options = RetrievalOptions()
        options.topK = topK
        options.minK = minK
        options.topN = topN
        options.minN = minN
        return options
    }

    func run() async throws {
        let collection = try await common.encoderSettings().makeEngine()
            .collection(named: collection, owner: .local)
        guard !common.json else {
            let reply = try await collection.answer(question, options: options)
            return try common.report(QueryReport(reply)) { "" }
        }
        // The answer is printed while it is being written.
        let reply = try await collection.answer(question, options: options) { piece in
            try FileHandle.standardOutput.write(contentsOf: Data(piece.utf8))
        }
        print(QueryReport(reply).notes(explain: explain))
    }
}

/// What `roost query` prints.
private struct QueryReport: Encodable {
    /// A page number, null where the document has no pages.
    struct Page: Encodable {
        var number: Int?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(number)
        }
    }

    struct Citation: Encodable {
        var number: Int
        var document: String
        var page: Page
        var range: [Int]
        var text: String
        var score: Double
    }

    struct Passage: Encodable {
        var document: String
        var page: Page
        var range: [Int]
        var heading: [String]
        var text: String
        var cosine: Double
        var similarity: Double
        var score: Double
    }

    struct Sentence: Encodable {
        var text: String
        var support: ReplySentence.Support
        var citations: [Int]
        var score: Double
    }

    struct Usage: Encodable {
        var promptTokens: Int
        var completionTokens: Int
        var totalTokens: Int
        var isEstimated: Bool

        enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case completionTokens = "completion_tokens"
            case totalTokens = "total_tokens"
            case isEstimated = "estimated"
        }
    }

    var answer: String
    var model: String
    var grounded: String
    var usage: Usage
    var sentences: [Sentence]
    var citations: [Citation]
    var passages: [Passage]
    var timings: [String: Double]

    enum CodingKeys: String, CodingKey {
        case answer, model, grounded, usage, sentences, citations, passages
        case timings = "timings_ms"
    }

    init(_ reply: Reply) {
        answer = reply.text
        model = reply.model
        grounded = reply.grounding.rawValue
        usage = Usage(
            promptTokens: reply.usage.promptTokenCount,
            completionTokens: reply.usage.completionTokenCount,
            totalTokens: reply.usage.totalTokenCount,
            isEstimated: reply.usage.isEstimated
        )
        sentences = reply.sentences.map {
            Sentence(text: $0.text, support: $0.support, citations: $0.citations, score: $0.score)
        }
        citations = reply.citations.map {
            Citation(
                number: $0.number,
                document: $0.document,
                page: Page(number: $0.page),
                range: [$0.range.lowerBound, $0.range.upperBound],
                text: $0.text,
                score: $0.score
            )
        }
        passages = reply.passages.map {
            Passage(
                document: $0.document,
                page: Page(number: $0.page),
                range: [$0.range.lowerBound, $0.range.upperBound],
                heading: $0.headingPath,
                text: $0.text,
                cosine: $0.scores.cosine,
                similarity: $0.scores.similarity,
                score: $0.scores.rerank
            )
        }
        timings = [
            "embed": reply.timings.embed.milliseconds,
            "search": reply.timings.search.milliseconds,
            "rerank": reply.timings.rerank.milliseconds,
            "answer": reply.timings.answer.milliseconds,
            "total": reply.timings.total.milliseconds,
        ]
    }

    /// What follows the answer: where the citations are, and with `explain` how it came about.
    func notes(explain: Bool) -> String {
        var lines = citations.isEmpty ? [""] : ["", ""]
        for citation in citations {
            let line = "[\(citation.number)] \(Self.place(citation.document, citation.page))"
            if !lines.contains(line) {
                lines.append(line)
            }
        }
        if explain {
            lines += ["", "grounded: \(grounded), by \(model)"]
            lines += sentences.filter { $0.support == .unsupported }.map { "not in the documents: \($0.text)" }
            for (rank, passage) in passages.enumerated() {
                let place = Self.place(passage.document, passage.page)
                let scores = "similarity \(Self.rounded(passage.similarity)), cosine \(Self.rounded(passage.cosine))"
                lines += ["", "\(rank + 1). \(place), \(scores)", passage.text]
            }
            let stages = timings.sorted { $0.key < $1.key }.map { "\($0.key) \(Self.rounded($0.value))" }
            lines += ["", "milliseconds: " + stages.joined(separator: ", ")]
        }
        return lines.joined(separator: "\n")
    }

    private static func place(_ document: String, _ page: Page) -> String {
        page.number.map { "\(document), page \($0)" } ?? document
    }

    private static func rounded(_ value: Double) -> String {
        value.formatted(.number.precision(.fractionLength(3)).grouping(.never))
    }
}
