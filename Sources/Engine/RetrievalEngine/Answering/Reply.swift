/// An answer, with the places it was taken from.
public struct Reply: Sendable {
    /// How far the passages support the answer.
    public enum Grounding: String, Sendable, Codable {
        case yes
        case partly
        /// Nothing supported an answer, and the text says so.
        case abstained
    }

    /// The answer; `[1]` refers to the citation of that number.
    public var text: String
    public var grounding: Grounding
    public var citations: [Citation]
    /// The passages that the answer was made from, best first.
    public var passages: [Passage]
    public var timings: StageTimings
}

/// The place of a statement in a document.
public struct Citation: Sendable {
    /// The number by which the answer refers to it, from 1.
    public var number: Int
    public var document: String
    /// The page, from 1; nil when the document has no pages.
    public var page: Int?
    /// The place in the document's text, counted in Unicode scalars.
    public var range: Range<Int>
    /// The text at that place, exactly.
    public var text: String
    /// How well it supports the answer, in [0, 1].
    public var score: Double
}

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
        let elapsed = ContinuousClock.now - start
        self[keyPath: stage] += elapsed
        total += elapsed
        return value
    }
}

extension Duration {
    /// The duration in milliseconds.
    public var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
    }
}
