import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ComputePoolTests {
    @Test("Work that somebody waits for does not queue behind bulk work")
    func lanes() async throws {
        let pool = ComputePool()
        let mayEnd = DispatchSemaphore(value: 0)
        // More than there are threads.
        let count = ProcessInfo.processInfo.activeProcessorCount + 3
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask { try await pool.run(in: .bulk) { mayEnd.wait() } }
            }
            #expect(try await pool.run { 6 * 7 } == 42)
            for _ in 0..<count { mayEnd.signal() }
            try await group.waitForAll()
        }
    }

    @Test("Who waited for bulk work goes on by a thread of normal priority")
    func resumption() async throws {
        let executor = NotingExecutor()
        let values = try await withTaskExecutorPreference(executor) {
            try await ComputePool().run(in: .bulk) { NotingExecutor.niceValue }
        }
        let normal = NotingExecutor.niceValue
        #expect(values == max(normal, 10))
        #expect(executor.niceValues == [normal])
    }

    @Test("Bulk work that was cancelled while it waited is not begun")
    func cancelledBulkWork() async throws {
        let pool = ComputePool()
        let mayEnd = DispatchSemaphore(value: 0)
        let count = ProcessInfo.processInfo.activeProcessorCount
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask { try await pool.run(in: .bulk) { mayEnd.wait() } }
            }
            while pool.occupancy(of: .bulk).runningCount < count { await Task.yield() }
            let waiting = Task { try await pool.run(in: .bulk) { Issue.record("it was begun") } }
            while pool.occupancy(of: .bulk).waitingCount < 1 { await Task.yield() }
            waiting.cancel()
            for _ in 0..<count { mayEnd.signal() }
            await #expect(throws: CancellationError.self) { try await waiting.value }
            try await group.waitForAll()
        }
    }

    @Test("A full lane refuses more, and the other one does not")
    func capacity() async throws {
        let pool = ComputePool(capacity: 1)
        let mayEnd = DispatchSemaphore(value: 0)
        let hasBegun = Signal<Void>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await pool.run(in: .bulk) {
                    hasBegun.fire(())
                    mayEnd.wait()
                }
            }
            try await hasBegun.wait()
            let error = await #expect(throws: EngineError.self) { try await pool.run(in: .bulk) {} }
            #expect(error?.code == .overloaded)
            #expect(try await pool.run { 6 * 7 } == 42)
            mayEnd.signal()
            try await group.waitForAll()
        }
    }
}
