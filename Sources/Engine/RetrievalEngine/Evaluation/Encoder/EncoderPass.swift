import SentenceEncoder

/// All texts encoded once, call by call.
struct EncoderPass: Sendable {
    /// What each call took.
    private(set) var calls: [Duration] = []
    private(set) var tokenCount = 0

    init(of batches: [[String]], with encoder: TextEncoder) {
        for batch in batches {
            let start = ContinuousClock.now
            let embeddings = encoder.model.encode(batch)
            calls.append(ContinuousClock.now - start)
            tokenCount += embeddings.tokenCount
        }
    }

    var tokensPerSecond: Double {
        Double(tokenCount) * 1e3 / calls.reduce(0) { $0 + $1.milliseconds }
    }
}
