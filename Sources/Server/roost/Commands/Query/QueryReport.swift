import Foundation
import RetrievalEngine

/// What `roost query` prints.
struct QueryReport: Encodable {
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
        var lexical: Double
        var similarity: Double
        var lateInteraction: Double?
        var proximity: Double
        var score: Double

        enum CodingKeys: String, CodingKey {
            case document, page, range, heading, text, cosine, lexical, similarity, proximity, score
            case lateInteraction = "late_interaction"
        }
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
    /// Nil unless it was asked for.
    var explanation: RetrievalExplanation?

    enum CodingKeys: String, CodingKey {
        case answer, model, grounded, usage, sentences, citations, passages, explanation
        case timings = "timings_ms"
    }

    init(_ reply: Reply, explains: Bool) {
        explanation = explains ? reply.explanation : nil
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
                lexical: $0.scores.lexical,
                similarity: $0.scores.similarity,
                lateInteraction: $0.scores.lateInteraction,
                proximity: $0.scores.proximity,
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
                let scores = "score \(Self.rounded(passage.score)), similarity \(Self.rounded(passage.similarity))"
                lines += ["", "\(rank + 1). \(place), \(scores)", passage.text]
            }
            lines += explanation?.lines ?? []
            let stages = timings.sorted { $0.key < $1.key }.map { "\($0.key) \(Self.rounded($0.value))" }
            lines += ["", "milliseconds: " + stages.joined(separator: ", ")]
        }
        return lines.joined(separator: "\n")
    }

    private static func place(_ document: String, _ page: Page) -> String {
        page.number.map { "\(document), page \($0)" } ?? document
    }

    static func rounded(_ value: Double) -> String {
        value.formatted(.number.precision(.fractionLength(3)).grouping(.never))
    }
}
