package import SentenceEncoder

/// Answers a question with sentences of the passages it is given, and with nothing else.
///
/// What the question asks for is read from its question word (`QuestionAnalysis`). The sentences are ordered by
/// features that words tell and by the similarity of their embeddings (`AnswerModel`), and the best answers, usually
/// alone. Another stands beside it when it is as good, when the question asks for several things and it is nearly as
/// good, or when the answering one begins with a pronoun for something that is named just before it. If not even the
/// best is supported, nothing answers.
///
/// On SQuAD 2.0 dev (`Benchmarks/answering`, without the limit of `maximumCandidateByteCount`), the three nearest chunks
/// being the passages; of the answerable questions those with a chunk of the right paragraph among them:
///
/// | articles | answer holds a gold span | refused | no answer exists: refused | other articles asked: refused |
/// | --- | --- | --- | --- | --- |
/// | fitted (1,053) | 0.777 | 0.079 | 0.395 | 0.932 |
/// | others (1,430) | 0.868 | 0.054 | 0.317 | 0.975 |
///
/// An answer has 1.14 sentences and 31 words on average. Of the supports from 0.6 on, 0.93 are of right answers where
/// an answer exists; but 0.35 of the questions that only seem answerable get such a support, too: words and embeddings
/// do not tell who did what to whom.
///
/// Synchronous and CPU heavy: it encodes the best candidates.
package struct ExtractiveAnswerer: Sendable {
    /// A sentence that answers.
    package struct Sentence: Sendable, Equatable {
        /// The passage it stands in, an index into the passages given.
        package var passage: Int
        /// Its place in that passage's text.
        package var utf8Range: Range<Int>
        /// The estimated probability that the answer is right, in [0, 1]; a sentence that only names what a pronoun
        /// means has that of the sentence with the pronoun.
        package var support: Double
    }

    /// What the choice of sentences is measured by.
    ///
    /// The defaults were chosen on the articles of even number of SQuAD 2.0 dev.
    package struct Configuration: Sendable {
        /// The least support of an answer.
        package var minimumSupport = 0.32
        /// How much worse than the best a second sentence may rank, in log-odds.
        package var tieMargin = 0.5
        /// The same for all further sentences where the question asks for several things.
        package var seriesMargin = 1.3
        /// The most sentences of an answer.
        package var maximumSentenceCount = 3
        /// The most sentences that are encoded: those that rank best by their words.
        package var maximumCandidateCount = 8
        /// The most that is encoded, in UTF-8 code units of all candidates together; the best one is encoded whatever its
        /// length.
        ///
        /// Encoding is most of what an answer costs. Without this limit 82.8% of the answers on SQuAD hold a right one
        /// instead of 82.0%, and an answer takes 1.7 times as long.
        package var maximumCandidateByteCount = 512
        /// How much worse than the best by its words one that is encoded may rank, in log-odds. A similarity of 1 is
        /// worth 12; with 3, two or three are encoded on average, and the same sentences win as without a limit.
        package var candidateMargin = 3.0

        package init() {}
    }

    let encode: @Sendable ([String]) -> [[Float]]
    let configuration: Configuration

    package init(encoder: SentenceEncoder, configuration: Configuration = Configuration()) {
        self.init(configuration: configuration) { texts in
            let embeddings = encoder.encode(texts)
            return (0..<embeddings.count).map { Array(embeddings[$0]) }
        }
    }

    /// - Parameter encode: The embeddings of texts, of unit length, in their order; computes on the caller's thread.
    package init(
        configuration: Configuration = Configuration(),
        encode: @escaping @Sendable ([String]) -> [[Float]]
    ) {
        self.encode = encode
        self.configuration = configuration
    }

    /// The sentences that answer a question, in the order in which they should be read.
    ///
    /// - Parameters:
    ///   - questionVector: The question's embedding, unit length.
    ///   - passages: Texts, best first.
    /// - Returns: Nothing when no sentence is supported well enough; else at most `maximumSentenceCount`, those of the
    ///   best one's passage first, within a passage as they are written.
    package func sentences(
        answering question: String,
        questionVector: [Float],
        from passages: [String]
    ) -> [Sentence] {
        let statements = Statement.statements(of: passages)
        guard !statements.isEmpty else { return [] }
        let analysis = QuestionAnalysis(question)
        let candidates = candidates(for: analysis, vector: questionVector, among: statements)
        return selection(of: candidates, among: statements, question: analysis)
    }
}
