import RetrievalEngine
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct AdmissionGateTests {
    @Test("No more than the width are in at a time, and everybody gets in")
    func width() async throws {
        let gate = AdmissionGate(width: 3)
        let inside = Mutex((now: 0, most: 0, total: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await gate.run {
                        inside.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.total + 1) }
                        await Task.yield()
                        inside.withLock { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.withLock { $0.total } == 100)
        #expect((1...3).contains(inside.withLock { $0.most }))
    }

    @Test("Who is cancelled or one too many does not get in, and takes nobody's place")
    func refusals() async throws {
        let gate = AdmissionGate(width: 1, capacity: 1)
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
