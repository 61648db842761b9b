import Foundation
import LanguageModel

/// An answer made of passages, and nothing else.
public struct GroundedAnswer: Sendable {
    /// The sentences that answer, each with the number of its citation; empty when the passages support no answer.
    public var text: String
    public var grounding: Reply.Grounding
    public var citations: [Citation]
}

extension RetrievalEngine {
    /// Answers a question with sentences of the given passages.
    ///
    /// Each sentence of the answer is one citation, whose text is the sentence as it stands in the document.
    ///
    /// - Parameter passages: Best first.
    /// - Returns: Grounding `yes` when the best sentence is well supported, `partly` when it only passes, `abstained`
    ///   with an empty text when none does.
    public func answer(question: EmbeddedQuestion, from passages: [Passage]) async throws -> GroundedAnswer {
        guard !passages.isEmpty else { return GroundedAnswer(text: "", grounding: .abstained, citations: []) }
        let sentences = try await run { [answerer] in
            answerer.sentences(
                answering: question.text,
                questionVector: question.vector,
                from: passages.map(\.text)
            )
        }
        let citations = sentences.enumerated().map { offset, sentence in
            Citation(number: offset + 1, sentence: sentence, passage: passages[sentence.passage])
        }
        let support = sentences.map(\.support).max() ?? 0
        return GroundedAnswer(
            text: citations.map { "\($0.text.collapsingWhiteSpace) [\($0.number)]" }.joined(separator: " "),
            grounding: citations.isEmpty ? .abstained : support >= Self.goodSupport ? .yes : .partly,
            citations: citations
        )
    }

    /// The support from which an answer counts as grounded.
    private static let goodSupport = 0.6
}

extension Citation {
    /// A sentence of a passage, as a place in the passage's document.
    init(number: Int, sentence: ExtractiveAnswerer.Sentence, passage: Passage) {
        let bytes = passage.text.utf8
        let start = bytes.index(bytes.startIndex, offsetBy: sentence.utf8Range.lowerBound)
        let end = bytes.index(start, offsetBy: sentence.utf8Range.count)
        let scalarStart = passage.range.lowerBound + passage.text[..<start].unicodeScalars.count
        let text = String(passage.text[start..<end])
        self.init(
            number: number,
            document: passage.document,
            page: passage.page,
            range: scalarStart..<scalarStart + text.unicodeScalars.count,
            text: text,
            score: sentence.support
        )
    }
}

extension String {
    /// The text with each run of white space made one space, for reading in one line.
    fileprivate var collapsingWhiteSpace: String {
        split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
