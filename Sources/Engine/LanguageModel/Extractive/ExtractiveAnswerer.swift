package import Ranking
package import SentenceEncoder
import Tokenization

/// Answers a question with sentences of the passages it is given, and with nothing else.
///
/// Every sentence of the passages gets a support in [0, 1]: the calibrated cosine of its embedding to the question's,
/// and the share of the question's content words that it holds, rare words counting more. The best sentence answers,
/// with at most two more that are supported nearly as well; if not even the best is supported, nothing answers.
///
/// Synchronous and CPU heavy: it encodes the candidate sentences.
package struct ExtractiveAnswerer: Sendable {
    /// A sentence that answers.
    package struct Sentence: Sendable, Equatable {
        /// The passage it stands in, an index into the passages given.
        package var passage: Int
        /// Its place in that passage's text.
        package var utf8Range: Range<Int>
        /// How well it supports an answer, in [0, 1].
        package var support: Double
    }

    /// What the choice of sentences is measured by.
    package struct Configuration: Sendable {
        /// The part of the embedding in the support; the rest is the part of the words.
        package var similarityWeight = 0.6
        /// The least support of an answer.
        package var minimumSupport = 0.45
        /// The least support of a further sentence, as a share of the best one's.
        package var relativeSupport = 0.9
        /// The most sentences of an answer.
        package var maximumSentenceCount = 3
        /// The most sentences that are encoded; those with the fewest of the question's words are left out first.
        package var maximumCandidateCount = 24

        package init() {}
    }

    private let encoder: SentenceEncoder
    private let calibration: ScoreCalibration
    private let configuration: Configuration

    package init(
        encoder: SentenceEncoder,
        calibration: ScoreCalibration,
        configuration: Configuration = Configuration()
    ) {
        self.encoder = encoder
        self.calibration = calibration
        self.configuration = configuration
    }

    /// The sentences that answer a question, in the order in which they should be read.
    ///
    /// - Parameters:
    ///   - questionVector: The question's embedding, unit length.
    ///   - passages: Texts, best first.
    /// - Returns: Nothing when no sentence is supported well enough.
    package func sentences(
        answering question: String,
        questionVector: [Float],
        from passages: [String]
    ) -> [Sentence] {
        let candidates = candidates(for: question, in: passages)
        let embeddings = encoder.encode(candidates.map(\.text))
        let supported = candidates.enumerated().map { row, candidate in
            let cosine = zip(questionVector, embeddings[row]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            let similarity = calibration.score(for: cosine)
            let weight = configuration.similarityWeight
            return Sentence(
                passage: candidate.passage,
                utf8Range: candidate.utf8Range,
                support: weight * similarity + (1 - weight) * candidate.wordCoverage
            )
        }
        return selection(of: supported)
    }

    private struct Candidate {
        var passage: Int
        var utf8Range: Range<Int>
        var text: String
        var wordCoverage: Double
    }

    private func candidates(for question: String, in passages: [String]) -> [Candidate] {
        var candidates: [Candidate] = []
        for (passage, text) in passages.enumerated() {
            let bytes = text.utf8
            for range in Self.statements(in: text) {
                let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
                let end = bytes.index(start, offsetBy: range.count)
                candidates.append(
                    Candidate(passage: passage, utf8Range: range, text: String(text[start..<end]), wordCoverage: 0)
                )
            }
        }
        let coverage = WordCoverage(question: question, sentences: candidates.map(\.text))
        for index in candidates.indices {
            candidates[index].wordCoverage = coverage.coverage(ofSentenceAt: index)
        }
        let best = candidates.indices.sorted {
            (candidates[$1].wordCoverage, $0) < (candidates[$0].wordCoverage, $1)
        }
        return best.prefix(configuration.maximumCandidateCount).sorted().map { candidates[$0] }
    }

    /// The sentences of a text; where cells of a table stand in it, its lines.
    private static func statements(in text: String) -> [Range<Int>] {
        let bytes = Array(text.utf8)
        return SentenceSegmenter().sentences(in: text).flatMap { range -> [Range<Int>] in
            let lines = bytes[range].split(separator: UInt8(ascii: "\n"))
            let isTable = lines.contains { $0.contains(UInt8(ascii: "|")) }
            return isTable ? lines.map { $0.startIndex..<$0.endIndex } : [range]
        }
    }

    private func selection(of sentences: [Sentence]) -> [Sentence] {
        let ranked = sentences.enumerated().sorted {
            ($1.element.support, $0.offset) < ($0.element.support, $1.offset)
        }.map(\.element)
        guard let best = ranked.first, best.support >= configuration.minimumSupport else { return [] }
        let chosen = ranked.prefix(configuration.maximumSentenceCount).filter {
            $0.support >= max(configuration.minimumSupport, configuration.relativeSupport * best.support)
        }
        return inReadingOrder(chosen, best: best)
    }

    /// The passage of the best sentence first, the others in their order; within a passage as it is written.
    private func inReadingOrder(_ sentences: [Sentence], best: Sentence) -> [Sentence] {
        func place(_ sentence: Sentence) -> (Int, Int, Int) {
            (sentence.passage == best.passage ? 0 : 1, sentence.passage, sentence.utf8Range.lowerBound)
        }
        return sentences.sorted { place($0) < place($1) }
    }
}
