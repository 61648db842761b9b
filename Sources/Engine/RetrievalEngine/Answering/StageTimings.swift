/// How long each stage of an answer took.
public struct StageTimings: Sendable {
    public var embed = Duration.zero
    public var search = Duration.zero
    public var rerank = Duration.zero
    public var answer = Duration.zero
    public var total = Duration.zero

    /// Runs a stage and adds its time.
    mutating func measure<Value>(
        _ stage: WritableKeyPath<StageTimings, Duration>,
        _ work: () async throws -> Value
    ) async rethrows -> Value {
        let start = ContinuousClock.now
        let value = try await work()
        add(ContinuousClock.now - start, to: stage)
        return value
    }

    mutating func add(_ elapsed: Duration, to stage: WritableKeyPath<StageTimings, Duration>) {
        self[keyPath: stage] += elapsed
        total += elapsed
    }
}

extension Duration {
    /// The duration in milliseconds.
    public var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
    }
}
