import LanguageModel

/// Has a server score passages.
struct RemoteScorer: PassageScorer {
    let server: RerankingServer

    var name: String { server.name }
    var batchSize: Int { server.batchSize }

    func scores(
        of passages: [String],
        for question: String,
        deadline: ContinuousClock.Instant?
    ) async throws -> [Double] {
        try await server.scores(of: passages, for: question, deadline: deadline)
    }
}
