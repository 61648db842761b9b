import ArgumentParser
import Foundation
import RetrievalEngine
import RoostServer

struct Query: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a collection a question.",
        discussion: """
            The answer is made of sentences of the documents, each with a numbered citation that names document and \
            page. When nothing supports an answer, it says so. Thresholds are inclusive, on a scale from 0 to 1.
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
        let collection = try await common.settings().makeEngine()
            .collection(named: collection, owner: .local)
        let reply = try await collection.answer(question, options: options)
        try common.report(QueryReport(reply)) { QueryReport(reply).text(explain: explain) }
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

    var answer: String
    var grounded: String
    var citations: [Citation]
    var passages: [Passage]
    var timings: [String: Double]

    enum CodingKeys: String, CodingKey {
        case answer, grounded, citations, passages
        case timings = "timings_ms"
    }

    init(_ reply: Reply) {
        answer = reply.text
        grounded = reply.grounding.rawValue
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

    func text(explain: Bool) -> String {
        var lines = [answer]
        if !citations.isEmpty {
            lines.append("")
            lines += citations.map { "[\($0.number)] \(Self.place($0.document, $0.page))" }
        }
        if explain {
            lines += ["", "grounded: \(grounded)"]
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
