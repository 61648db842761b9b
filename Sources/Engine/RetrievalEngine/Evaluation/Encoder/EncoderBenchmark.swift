public import Foundation
import VectorKernels

/// Measures the encoder alone on texts from a file, the way its peers are measured: in one process, loading left out.
public struct EncoderBenchmark: Sendable {
    /// What was measured.
    public struct Measurement: Sendable, Codable {
        /// Texts and tokens of a pass; the encoder's special tokens count.
        public var texts: Int
        public var tokens: Int
        /// The threads that encoded.
        public var threads: Int
        /// The precision that ran.
        public var precision: Precision
        /// Loading the model and encoding a first short text.
        public var loadSeconds: Double
        /// Tokenising and encoding, median of the passes.
        public var tokensPerSecond: Double
        /// Of one call, which encodes a batch of texts, over all passes.
        public var medianMilliseconds: Double
        public var p99Milliseconds: Double
        /// The same calls while bulk work is encoded on another thread; nil if it was not asked for.
        public var besideBulk: BesideBulk?
        /// When the model was loaded and the first text encoded; nil where the system does not tell.
        public var loadedMemory: ProcessMemory?
        /// After the last pass.
        public var memory: ProcessMemory?

        enum CodingKeys: String, CodingKey {
            case texts, tokens, threads, precision
            case loadSeconds = "load_seconds"
            case tokensPerSecond = "tokens_per_second"
            case medianMilliseconds = "median_ms"
            case p99Milliseconds = "p99_ms"
            case besideBulk = "beside_bulk"
            case loadedMemory = "loaded_memory"
            case memory
        }
    }

    /// Calls that were made beside bulk work.
    public struct BesideBulk: Sendable, Codable {
        public var medianMilliseconds: Double
        public var p99Milliseconds: Double
        /// What the bulk work came to meanwhile.
        public var bulkTokensPerSecond: Double

        enum CodingKeys: String, CodingKey {
            case medianMilliseconds = "median_ms"
            case p99Milliseconds = "p99_ms"
            case bulkTokensPerSecond = "bulk_tokens_per_second"
        }
    }

    /// The texts, one a line.
    public var input: URL
    public var model: InstalledModel
    public var precision = Precision.standard
    /// The threads to encode with; nil for one for each processor.
    public var threadCount: Int?
    /// Texts a call; nil for all at once.
    public var batchSize: Int?
    /// How often all texts are encoded, after one pass that is not counted.
    public var passCount = 3
    /// Whether calls are measured beside bulk work as well.
    public var measuresBesideBulk = false

    public init(input: URL, model: InstalledModel) {
        self.input = input
        self.model = model
    }

    /// Loads the model, encodes all texts once, and then `passCount` times against the clock.
    ///
    /// Blocks the calling thread: it measures.
    ///
    /// - Precondition: Where they are set, the threads, the batch size and the passes are at least 1.
    /// - Throws: ``EngineError/Code/invalidArgument`` when the file cannot be read or has no line;
    ///   ``EngineError/Code/modelUnavailable``.
    public func run() throws -> Measurement {
        let texts = try TextLines(of: input).texts
        guard !texts.isEmpty else {
            throw EngineError(.invalidArgument, "\(input.relativePath): expected a text a line, found no line")
        }
        let pool = threadCount.map { WorkerPool(threadCount: $0) } ?? .shared
        let start = ContinuousClock.now
        let encoder = try TextEncoder(model: model, precision: precision, pool: pool)
        _ = encoder.vectors(of: ["ready"])
        let loadTime = ContinuousClock.now - start
        let loadedMemory = ProcessMemory.current
        let batches = batches(of: texts)
        _ = EncoderPass(of: batches, with: encoder)
        let passes = (0..<passCount).map { _ in EncoderPass(of: batches, with: encoder) }
        let calls = passes.flatMap(\.calls)
        let besideBulk = measuresBesideBulk ? besideBulk(batches, texts: texts, with: encoder) : nil
        return Measurement(
            texts: texts.count,
            tokens: passes[0].tokenCount,
            threads: pool.threadCount,
            precision: encoder.precision,
            loadSeconds: loadTime.milliseconds / 1e3,
            tokensPerSecond: passes.map(\.tokensPerSecond).percentile(50),
            medianMilliseconds: calls.map(\.milliseconds).percentile(50),
            p99Milliseconds: calls.map(\.milliseconds).percentile(99),
            besideBulk: besideBulk,
            loadedMemory: loadedMemory,
            memory: .current
        )
    }

    private func besideBulk(_ batches: [[String]], texts: [String], with encoder: TextEncoder) -> BesideBulk {
        let bulk = BulkEncoding(of: texts, with: encoder.model)
        let calls = (0..<passCount).flatMap { _ in EncoderPass(of: batches, with: encoder).calls }
        return BesideBulk(
            medianMilliseconds: calls.map(\.milliseconds).percentile(50),
            p99Milliseconds: calls.map(\.milliseconds).percentile(99),
            bulkTokensPerSecond: bulk.stop()
        )
    }

    private func batches(of texts: [String]) -> [[String]] {
        let size = batchSize ?? texts.count
        return stride(from: 0, to: texts.count, by: size).map { start in
            Array(texts[start..<min(start + size, texts.count)])
        }
    }
}
