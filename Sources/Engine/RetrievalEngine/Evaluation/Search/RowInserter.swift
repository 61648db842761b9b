import Foundation
import Synchronization
import VectorIndex

/// Inserts rows into an index until it is stopped, and removes them again, so that the index stays about as large as it was.
///
/// What is inserted are copies of the file's rows, from the first on and then again: row r under the ids r + n, r + 2n, …
/// for a file of n rows.
final class RowInserter: Sendable {
    /// Rows an update, each of which is visible to the next search: about the chunks of some documents.
    private static let rowsPerUpdate = 256
    /// The most inserted rows that are in the index at one time: a few sealed segments, so that rows are removed from
    /// the tail and from them, and these are compacted.
    private static let keptRowCount = 1 << 16

    private struct Progress {
        var insertedRowCount = 0
        var isStopped = false
        var outcome: Result<Double, any Error>?
    }

    private let index: VectorIndex
    private let rows: NumPyFile
    /// The updates after which an inserted row is removed: the index grows by an eighth at most.
    private let keptUpdateCount: Int
    private let progress = Mutex(Progress())

    /// - Parameters:
    ///   - index: Has the ids below the file's row count and no others.
    ///   - rows: At least one.
    init(into index: VectorIndex, from rows: NumPyFile) {
        self.index = index
        self.rows = rows
        keptUpdateCount = max(min(Self.keptRowCount, rows.rowCount / 8) / Self.rowsPerUpdate, 1)
    }

    /// Inserts until it is stopped, or an update fails.
    func run() {
        let result = Result {
            let start = ContinuousClock.now
            var update = 0
            while !progress.withLock(\.isStopped) {
                try apply(update)
                update += 1
            }
            let seconds = (ContinuousClock.now - start).milliseconds / 1e3
            return Double(progress.withLock(\.insertedRowCount)) / seconds
        }
        progress.withLock { $0.outcome = result }
    }

    /// Waits until the first rows are in the index, or nothing more will come.
    func waitUntilRunning() {
        while progress.withLock({ $0.insertedRowCount == 0 && $0.outcome == nil }) {
            Thread.sleep(forTimeInterval: 1e-3)
        }
    }

    func stop() {
        progress.withLock { $0.isStopped = true }
    }

    /// The speed of the run, which is over.
    func rowsPerSecond() throws -> Double {
        try progress.withLock { try $0.outcome?.get() ?? 0 }
    }

    private func apply(_ update: Int) throws {
        let inserted = Place(of: update, in: rows)
        let removed = update < keptUpdateCount ? [] : Place(of: update - keptUpdateCount, in: rows).ids
        try rows.withRows(inserted.rows) { values in
            try index.update(removing: removed, inserting: inserted.ids, vectors: values)
        }
        progress.withLock { $0.insertedRowCount += inserted.ids.count }
    }

    /// The rows of an update, none of which goes past the end of the file, and their ids.
    private struct Place {
        var rows: Range<Int>
        var ids: [Int64]

        init(of update: Int, in file: NumPyFile) {
            let count = min(RowInserter.rowsPerUpdate, file.rowCount)
            let (pass, step) = update.quotientAndRemainder(dividingBy: file.rowCount / count)
            rows = step * count..<(step + 1) * count
            ids = rows.map { Int64((pass + 1) * file.rowCount + $0) }
        }
    }
}
