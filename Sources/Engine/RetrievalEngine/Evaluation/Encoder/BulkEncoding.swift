import Foundation
import SentenceEncoder
import Synchronization

/// Long texts that are encoded again and again on a thread of its own, as an ingest does it, until it is told to stop.
final class BulkEncoding: Sendable {
    private let isStopped = Atomic(false)
    private let tokenCount = Atomic(0)
    private let start = ContinuousClock.now
    private let hasEnded = DispatchSemaphore(value: 0)

    /// Characters of a long text at least, and texts of a call: an ingest encodes as many chunks at a time.
    private static let characterCount = 800
    private static let textCount = 256

    /// Begins to encode, and returns when the first call is under way.
    ///
    /// - Parameter texts: What the long texts are made of, at least one; they may be short.
    init(of texts: [String], with encoder: SentenceEncoder) {
        let longTexts = Self.longTexts(from: texts)
        let hasBegun = DispatchSemaphore(value: 0)
        let thread = Thread { [self] in
            hasBegun.signal()
            while !isStopped.load(ordering: .relaxed) {
                tokenCount.add(encoder.encode(longTexts).tokenCount, ordering: .relaxed)
            }
            hasEnded.signal()
        }
        thread.start()
        hasBegun.wait()
    }

    /// Lets the current call end.
    ///
    /// - Returns: Tokens a second since the beginning.
    func stop() -> Double {
        isStopped.store(true, ordering: .relaxed)
        hasEnded.wait()
        return Double(tokenCount.load(ordering: .relaxed)) * 1e3 / (ContinuousClock.now - start).milliseconds
    }

    private static func longTexts(from texts: [String]) -> [String] {
        var place = 0
        return (0..<textCount).map { _ in
            var parts: [String] = []
            var length = 0
            while length < characterCount {
                // One more for each, so that texts of nothing come to an end as well.
                length += texts[place % texts.count].count + 1
                parts.append(texts[place % texts.count])
                place += 1
            }
            return parts.joined(separator: " ")
        }
    }
}
