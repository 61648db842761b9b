/// Scores how well passages answer a question, reading both together.
package protocol PassageScorer: Sendable {
    /// The model, for reports.
    var name: String { get }

    /// Passages of one call, at most: between two calls there is a look at the clock.
    var batchSize: Int { get }

    /// Scores passages.
    ///
    /// - Parameter deadline: When nobody waits any longer; the task is cancelled then.
    /// - Returns: One score a passage, in order, in [0, 1].
    func scores(
        of passages: [String],
        for question: String,
        deadline: ContinuousClock.Instant?
    ) async throws -> [Double]
}
