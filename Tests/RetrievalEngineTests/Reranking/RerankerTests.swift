import Foundation
import LanguageModel
import RetrievalEngine
import Synchronization
import TestSupport
import Testing

@Suite("Reranking within a deadline", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(1)))
struct RerankerTests {
    private static let texts = ["Owls hunt mice.", "Mice eat grain.", "Grain grows.", "Owls sleep.", "Bats hunt too."]
    private let clock = ScriptedClock()
    private let passages: [Passage]

    init() async throws {
        let fixture = try EngineFixture()
        let collection = try await fixture.engine.collection(named: "c", owner: .local, createIfMissing: true)
        for text in Self.texts { try await collection.ingest(text, text) }
        var options = RetrievalOptions()
        options.topN = Self.texts.count
        passages = try await collection.passages(for: "What do owls hunt?", options: options)
    }

    /// Reranks the passages in batches of two.
    private func reranked(
        timeLimit: Duration? = .milliseconds(500),
        _ script: @escaping @Sendable (_ call: Int, _ texts: [String]) async throws -> [Double]
    ) async throws -> (passages: [Passage], report: RerankReport) {
        try await Reranker(scorer: ScriptedScorer(script: script), timeLimit: timeLimit, clock: clock.modelClock)
            .rerank(passages, question: "What do owls hunt?")
    }

    @Test("Every passage is scored, batch by batch in the order given, and the order stays", arguments: [500, nil])
    func scores(milliseconds: Int?) async throws {
        let calls = Mutex<[[String]]>([])
        let result = try await reranked(timeLimit: milliseconds.map { .milliseconds($0) }) { call, texts in
            calls.withLock { $0.append(texts) }
            return texts.indices.map { Double(call * 2 + $0) / 10 }
        }
        let texts = passages.map(\.text)
        #expect(calls.withLock(\.self) == [Array(texts[0..<2]), Array(texts[2..<4]), Array(texts[4..<5])])
        #expect(result.passages.map(\.text) == texts)
        #expect(result.passages.map(\.scores.rerank) == [0, 0.1, 0.2, 0.3, 0.4])
        #expect(result.passages.map(\.scores.similarity) == passages.map(\.scores.similarity))
        #expect(result.report == RerankReport(scorer: "scripted", scoredCount: 5, passageCount: 5))
        #expect(!result.report.isPartial)
    }

    @Test("What is not scored when the time is over keeps its score")
    func deadlineBetweenBatches() async throws {
        let result = try await reranked { [clock] call, texts in
            clock.advance(by: .milliseconds(call == 0 ? 499 : 1))
            return texts.map { _ in 1 }
        }
        #expect(result.passages.map(\.scores.rerank) == [1, 1, 1, 1, passages[4].scores.rerank])
        #expect(result.report == RerankReport(scorer: "scripted", scoredCount: 4, passageCount: 5))
        #expect(result.report.isPartial)
    }

    @Test("A model that hangs is left behind when the time is over, and is cancelled")
    func deadlineInsideBatch() async throws {
        let cancelled = Signal<Void>()
        let result = try await reranked { [clock] call, texts in
            guard call == 1 else { return texts.map { _ in 1 } }
            clock.alarm.fire(())
            try? await Signal<Void>().wait()
            cancelled.fire(())
            return []
        }
        #expect(result.passages.prefix(2).allSatisfy { $0.scores.rerank == 1 })
        #expect(result.passages.dropFirst(2).map(\.scores.rerank) == passages.dropFirst(2).map(\.scores.rerank))
        #expect(result.report == RerankReport(scorer: "scripted", scoredCount: 2, passageCount: 5))
        try await cancelled.wait()
    }

    @Test("Work that does not stop when it is cancelled holds nobody up")
    func uncancellableWork() async throws {
        let end = Signal<Void>()
        let result = try await reranked { [clock] _, texts in
            clock.alarm.fire(())
            try await end.waitThroughCancellation()
            return texts.map { _ in 1 }
        }
        #expect(result.report.scoredCount == 0 && result.report.isPartial)
        #expect(result.passages.map(\.scores) == passages.map(\.scores))
        end.fire(())
    }

    @Test("A failure costs the scores that are missing, and is reported")
    func failure() async throws {
        let result = try await reranked { call, texts in
            guard call == 0 else { throw LanguageModelError(.unavailable, "the server broke") }
            return texts.map { _ in 1 }
        }
        #expect(result.passages.prefix(3).map(\.scores.rerank) == [1, 1, passages[2].scores.rerank])
        #expect(result.report.scoredCount == 2)
        #expect(result.report.failure == "the server broke")
    }

    @Test("Scores that are none are a failure", arguments: [[0.5], [0.5, 1.5], [0.5, .nan], [-0.1, 0.5], []])
    func invalidScores(scores: [Double]) async throws {
        let result = try await reranked { _, _ in scores }
        #expect(result.passages.map(\.scores) == passages.map(\.scores))
        #expect(result.report.failure?.contains("expected 2 scores") == true)
    }

    @Test("Cancelling the task is no failure of the model")
    func cancellation() async throws {
        let begun = Signal<Void>()
        let task = Task {
            try await reranked { _, _ in
                begun.fire(())
                _ = try await Signal<Void>().wait()
                return []
            }
        }
        try await begun.wait()
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }

    @Test("Nothing to score is no call")
    func nothing() async throws {
        let scorer = ScriptedScorer { _, _ in throw LanguageModelError(.unavailable, "called") }
        let result = try await Reranker(scorer: scorer, timeLimit: nil).rerank([], question: "q")
        #expect(result.passages.isEmpty && result.report.failure == nil && !result.report.isPartial)
    }
}

/// Scores by a script that is told the number of the call, from 0.
private final class ScriptedScorer: PassageScorer {
    let name = "scripted"
    let batchSize = 2
    private let callCount = Mutex(0)
    private let script: @Sendable (_ call: Int, _ texts: [String]) async throws -> [Double]

    init(script: @escaping @Sendable (_ call: Int, _ texts: [String]) async throws -> [Double]) {
        self.script = script
    }

    func scores(
        of passages: [String],
        for question: String,
        deadline: ContinuousClock.Instant?
    ) async throws -> [Double] {
        let call = callCount.withLock { count in
            defer { count += 1 }
            return count
        }
        return try await script(call, passages)
    }
}

/// Time that passes when it is told to; whoever sleeps wakes when the alarm is fired.
private final class ScriptedClock: Sendable {
    let alarm = Signal<Void>()
    private let elapsed = Mutex(Duration.zero)
    private let start = ContinuousClock.now

    var modelClock: ModelClock {
        ModelClock(
            now: { self.start + self.elapsed.withLock(\.self) },
            date: { Date() },
            sleep: { _ in _ = try await self.alarm.wait() },
            random: { 0 }
        )
    }

    func advance(by duration: Duration) {
        elapsed.withLock { $0 += duration }
    }
}
