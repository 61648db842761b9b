extension ExtractiveAnswerer {
    /// A statement with its features, for the fit of `AnswerModel`.
    package struct FeatureRow: Sendable {
        package var passage: Int
        package var text: String
        /// In the order of `featureNames`.
        package var values: [Double]
    }

    /// The names of the features.
    package static var featureNames: [String] { SentenceFeature.allCases.map { "\($0)" } }

    /// The features of all statements, encoded without a limit.
    package func featureRows(
        answering question: String,
        questionVector: [Float],
        from passages: [String]
    ) -> [FeatureRow] {
        let statements = Statement.statements(of: passages)
        let extractor = FeatureExtractor(question: QuestionAnalysis(question), statements: statements)
        let embeddings = encode(statements.map(\.embeddedText))
        return statements.indices.map { index in
            var features = extractor.features(ofStatementAt: index)
            features[.similarity] = Self.cosine(questionVector, embeddings[index])
            return FeatureRow(
                passage: statements[index].passage,
                text: statements[index].text,
                values: SentenceFeature.allCases.map { features[$0] }
            )
        }
    }
}
