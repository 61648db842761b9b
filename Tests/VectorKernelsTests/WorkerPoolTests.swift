import Synchronization
import Testing
import VectorKernels

@Suite(.timeLimit(.minutes(5))) struct WorkerPoolTests {
    @Test("Every item runs once", arguments: [1, 2, 5], [0, 1, 2, 3, 1000])
    func everyItemOnce(threadCount: Int, count: Int) {
        let pool = WorkerPool(threadCount: threadCount)
        let calls = Mutex([Int](repeating: 0, count: count))
        pool.forEach(count: count) { index in
            calls.withLock { $0[index] += 1 }
        }
        #expect(calls.withLock { $0 } == [Int](repeating: 1, count: count))
    }

    @Test("Items run at the same time on as many threads as the pool has")
    func itemsRunTogether() {
        let pool = WorkerPool(threadCount: 3)
        let arrived = Atomic(0)
        pool.forEach(count: 3) { _ in
            arrived.add(1, ordering: .relaxed)
            while arrived.load(ordering: .relaxed) < 3 {}
        }
        #expect(arrived.load(ordering: .relaxed) == 3)
    }

    @Test("Results come in the order of the items")
    func mapKeepsOrder() {
        #expect(WorkerPool(threadCount: 4).map(count: 100) { $0 * $0 } == (0..<100).map { $0 * $0 })
    }

    @Test("Calls from inside an item end")
    func nestedCalls() {
        let pool = WorkerPool(threadCount: 3)
        let calls = Atomic(0)
        pool.forEach(count: 8) { _ in
            pool.forEach(count: 8) { _ in
                pool.forEach(count: 2) { _ in calls.add(1, ordering: .relaxed) }
            }
        }
        #expect(calls.load(ordering: .relaxed) == 128)
    }

    @Test("Calls from several threads at once each get their own results")
    func concurrentCallers() {
        let pool = WorkerPool(threadCount: 3)
        let callers = WorkerPool(threadCount: 4)
        let sums = callers.map(count: 200) { caller in
            pool.map(count: 50) { caller * $0 }.reduce(0, +)
        }
        #expect(sums == (0..<200).map { $0 * 1225 })
    }

    @Test("A pool can go away while its threads wait")
    func manyPools() {
        for _ in 0..<50 {
            #expect(WorkerPool(threadCount: 3).map(count: 4) { $0 } == [0, 1, 2, 3])
        }
    }

    @Test("A pool without threads is a caller's bug")
    func noThreads() async {
        await #expect(processExitsWith: .failure) { _ = WorkerPool(threadCount: 0) }
    }
}
