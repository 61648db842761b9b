import Foundation
import SentenceEncoder
import Synchronization
import TestSupport
import Testing
import VectorKernels

/// Calls of all sizes, from many threads at once: what a text's vector is must not depend on any of it.
@Suite struct ConcurrencyTests {
    /// Texts of 1 to 16 tokens.
    private static let texts: [[Int32]] = (0..<120).map { number in
        (0...number % 16).map { Int32(($0 * 7 + number) % TinyModel.vocabulary.count) }
    }

    private func encoder(threadCount: Int, _ precision: EncoderPrecision = .fp32) throws -> SentenceEncoder {
        let folder = try TemporaryDirectory()
        try TinyModel().write(TinyModel().files, to: folder.url)
        return try SentenceEncoder(
            modelFolder: folder.url,
            precision: precision,
            pool: WorkerPool(threadCount: threadCount)
        )
    }

    /// The vectors of each text, encoded alone on one thread.
    private func expected(_ precision: EncoderPrecision) throws -> [[Float]] {
        let encoder = try encoder(threadCount: 1, precision)
        return Self.texts.map { encoder.encode(tokenIDs: [$0]).vectors }
    }

    @Test(
        "Neither threads nor neighbours change a vector by a bit",
        arguments: EncoderPrecision.allCases,
        [1, 2, 3, 8]
    )
    func threads(precision: EncoderPrecision, threadCount: Int) throws {
        let expected = try expected(precision)
        let encoder = try encoder(threadCount: threadCount, precision)
        for count in [1, 2, 5, 13, 40, 120] {
            let embeddings = encoder.encode(tokenIDs: Array(Self.texts.prefix(count)))
            for row in 0..<count {
                #expect(Array(embeddings[row]) == expected[row], "text \(row) of \(count)")
            }
        }
    }

    @Test("Short calls beside each other and beside long ones get their own vectors", arguments: [1, 2, 4])
    func calls(threadCount: Int) throws {
        let expected = try expected(.fp32)
        let encoder = try encoder(threadCount: threadCount)
        let wrong = Mutex<[Int]>([])
        let counts = [1, 2, 3, 7, 120, 120]
        DispatchQueue.concurrentPerform(iterations: 12) { caller in
            for round in 0..<20 {
                let count = counts[(caller + round) % counts.count]
                let first = (caller * 11 + round * 5) % (Self.texts.count - count + 1)
                let embeddings = encoder.encode(tokenIDs: Array(Self.texts[first..<first + count]))
                for row in 0..<count where Array(embeddings[row]) != expected[first + row] {
                    wrong.withLock { $0.append(first + row) }
                }
            }
        }
        #expect(wrong.withLock { $0 } == [])
    }

    @Test("A call of no texts gives no vectors")
    func nothing() throws {
        let embeddings = try encoder(threadCount: 2).encode(tokenIDs: [])
        #expect(embeddings.count == 0)
        #expect(embeddings.tokenCount == 0)
    }
}
