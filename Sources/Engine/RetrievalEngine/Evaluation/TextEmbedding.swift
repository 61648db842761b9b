public import Foundation
import SentenceEncoder
import VectorIndex

/// Embeds a file of texts, one a line, into a `.npy` file of unit vectors.
public struct TextEmbedding: Sendable {
    /// What was embedded, and how fast.
    public struct Result: Sendable, Codable {
        public var texts: Int
        /// Tokens that went through the encoder, its special ones included.
        public var tokens: Int
        /// Tokenising and encoding; loading the model and file access are left out.
        public var seconds: Double
        public var tokensPerSecond: Double
        /// The precision that ran.
        public var precision: Precision

        enum CodingKeys: String, CodingKey {
            case texts, tokens, seconds, precision
            case tokensPerSecond = "tokens_per_second"
        }
    }

    private let input: URL
    private let output: URL
    private let model: InstalledModel
    private let precision: Precision

    public init(input: URL, output: URL, model: InstalledModel, precision: Precision = .standard) {
        self.input = input
        self.output = output
        self.model = model
        self.precision = precision
    }

    /// Embeds every line; the rows are in the order of the lines.
    ///
    /// Broken UTF-8 is repaired: each ill-formed sequence becomes U+FFFD, which the tokenizer drops.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` when a file cannot be read or written.
    public func run(onProgress: @escaping @Sendable (Int, Int) -> Void) async throws -> Result {
        let texts = try TextLines(of: input).texts
        let text = try TextEncoder(model: model, precision: precision)
        let encoder = text.model
        let pool = ComputePool()
        var vectors: [Float] = []
        vectors.reserveCapacity(texts.count * encoder.dimension)
        var tokenCount = 0
        var elapsed = Duration.zero
        for start in stride(from: 0, to: texts.count, by: Self.textsPerStep) {
            let slice = Array(texts[start..<min(start + Self.textsPerStep, texts.count)])
            let begin = ContinuousClock.now
            let embeddings = try await pool.run { encoder.encode(slice) }
            elapsed += ContinuousClock.now - begin
            vectors += embeddings.vectors
            tokenCount += embeddings.tokenCount
            onProgress(start + slice.count, texts.count)
        }
        try write(vectors, columnCount: encoder.dimension)
        let seconds = elapsed.milliseconds / 1e3
        return Result(
            texts: texts.count,
            tokens: tokenCount,
            seconds: seconds,
            tokensPerSecond: seconds > 0 ? Double(tokenCount) / seconds : 0,
            precision: text.precision
        )
    }

    /// Sorting by length works within a step: large steps waste less, small ones show progress.
    private static let textsPerStep = 1024

    private func write(_ vectors: [Float], columnCount: Int) throws {
        do {
            try NumPyFile.write(vectors, columnCount: columnCount, to: output)
        } catch {
            throw EngineError(.invalidArgument, "cannot write \(output.relativePath): \(error)", cause: error)
        }
    }
}
