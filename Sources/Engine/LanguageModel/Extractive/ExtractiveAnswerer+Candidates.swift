extension ExtractiveAnswerer {
    /// A statement that may answer, with how well it does.
    struct Candidate {
        /// An index into the statements.
        var statement: Int
        var rank: Double
        var support: Double
    }

    /// The statements that rank best by their words, by all features, best first.
    func candidates(
        for question: QuestionAnalysis,
        vector: [Float],
        among statements: [Statement]
    ) -> [Candidate] {
        let model = AnswerModel()
        let extractor = FeatureExtractor(question: question, statements: statements)
        let features = statements.indices.map(extractor.features(ofStatementAt:))
        let promising = promising(of: statements, ranks: features.map(model.rank))
        let embeddings = encode(promising.map { statements[$0].embeddedText })
        let candidates = zip(promising, embeddings).map { index, embedding in
            var complete = features[index]
            complete[.similarity] = Self.cosine(vector, embedding)
            return Candidate(
                statement: index,
                rank: model.rank(complete),
                support: model.support(complete)
            )
        }
        return candidates.sorted { ($1.rank, $0.statement) < ($0.rank, $1.statement) }
    }

    /// The statements worth encoding, the better first; of equals the one that stands first.
    private func promising(of statements: [Statement], ranks: [Double]) -> [Int] {
        let ordered = statements.indices.filter { statements[$0].kind != .heading }
            .sorted { (ranks[$1], $0) < (ranks[$0], $1) }
        guard let best = ordered.first else { return [] }
        var byteCount = 0
        return Array(
            ordered.prefix(configuration.maximumCandidateCount)
                .filter { ranks[$0] >= ranks[best] - configuration.candidateMargin }
                .prefix { index in
                    byteCount += statements[index].embeddedText.utf8.count
                    return index == best || byteCount <= configuration.maximumCandidateByteCount
                }
        )
    }

    static func cosine(_ first: [Float], _ second: [Float]) -> Double {
        var product: Float = 0
        for (x, y) in zip(first, second) { product += x * y }
        return Double(product)
    }
}
