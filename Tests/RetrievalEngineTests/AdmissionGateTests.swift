import RetrievalEngine
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct AdmissionGateTests {
    @Test("No more than the width are in at a time, and everybody gets in")
    func width() async throws {
        let gate = AdmissionGate(for: "guests", width: 3)
        let visitors = Visitors()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask { try await visitors.visit(gate) }
            }
            try await group.waitForAll()
        }
        #expect(visitors.totalCount == 100)
        #expect((1...3).contains(visitors.largestCount))
    }

    @Test("Who is cancelled or one too many does not get in, and takes nobody's place")
    func refusals() async throws {
        let gate = AdmissionGate(for: "guests", width: 1, capacity: 1)
        let (entered, opened) = (Signal<Void>(), Signal<Void>())
        async let first: Void = gate.run {
            entered.fire(())
            try await opened.wait()
        }
        try await entered.wait()
        let second = Task { try await gate.run { true } }
        while gate.waitingCount == 0 { await Task.yield() }
        let error = await #expect(throws: EngineError.self) { try await gate.run {} }
        #expect(error?.code == .overloaded)
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        #expect(gate.waitingCount == 0)
        opened.fire(())
        try await first
        #expect(try await gate.run { 7 } == 7)
        await #expect(throws: EngineError.self) { try await gate.run { throw EngineError(.notFound, "") } }
        #expect(try await gate.run { 8 } == 8)
    }
}

/// Counts who is inside.
private final class Visitors: Sendable {
    private struct State {
        var count = 0
        var largestCount = 0
        var totalCount = 0
    }

    private let state = Mutex(State())

    var largestCount: Int { state.withLock { $0.largestCount } }
    var totalCount: Int { state.withLock { $0.totalCount } }

    func visit(_ gate: AdmissionGate) async throws {
        try await gate.run {
            state.withLock { state in
                state.count += 1
                state.totalCount += 1
                state.largestCount = max(state.largestCount, state.count)
            }
            await Task.yield()
            state.withLock { $0.count -= 1 }
        }
    }
}
