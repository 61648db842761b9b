import Foundation
import Synchronization
import VectorIndex
import VectorKernels

/// The calls of a measurement.
struct SearchRun: Sendable {
    /// The calls beside the inserting; where nothing is inserted, all.
    var calls: [SearchCall]
    /// The calls before the inserting began.
    var idleCalls: [SearchCall]?
    var insertRowsPerSecond: Double?

    init(calls: [SearchCall]) {
        self.calls = calls
    }

    /// Searches the queries again and again, at least once each, and for `phase` without and with inserting.
    ///
    /// Every call searches the newest snapshot.
    ///
    /// - Parameter rows: What is inserted: copies of the index's own rows, beginning again at the end.
    /// - Throws: What `search` throws, and ``EngineError`` where the system refuses a second thread.
    init(
        of batches: [[Float]],
        in index: VectorIndex,
        inserting rows: NumPyFile,
        phase: Duration,
        search: @Sendable ([Float], VectorIndexSnapshot) throws -> [[Neighbor]]
    ) throws {
        let pool = WorkerPool(threadCount: 2)
        guard pool.threadCount == 2 else {
            throw EngineError(.overloaded, "expected a second thread for the inserting, found that the system has none")
        }
        @Sendable func searchAll() throws -> [SearchCall] {
            let end = ContinuousClock.now + phase
            var calls: [SearchCall] = []
            repeat {
                for batch in batches where calls.count < batches.count || ContinuousClock.now < end {
                    calls.append(try SearchCall { try search(batch, index.snapshot()) })
                }
            } while ContinuousClock.now < end
            return calls
        }
        idleCalls = try searchAll()
        let inserter = RowInserter(into: index, from: rows)
        let searches = Mutex(Result<[SearchCall], any Error>.success([]))
        pool.forEach(count: 2) { part in
            if part == 0 {
                inserter.run()
            } else {
                inserter.waitUntilRunning()
                let result = Result { try searchAll() }
                searches.withLock { $0 = result }
                inserter.stop()
            }
        }
        calls = try searches.withLock { try $0.get() }
        insertRowsPerSecond = try inserter.rowsPerSecond()
    }
}
