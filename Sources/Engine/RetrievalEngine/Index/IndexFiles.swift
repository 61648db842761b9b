import DocumentStore
import Foundation
import Synchronization
import VectorIndex

/// Keeps indexes in files of the data folder, `index-cache/<collection>/`, so that the next start need not read every
/// vector from the database.
///
/// The database stays the truth. A file's index is used only where the database knows the very change that it was saved
/// after, by a random number that no other history has; what changed since is taken over from the database. Where anything
/// is wrong with the files, the index is made from the database, as if they were not there.
final class IndexFiles: Sendable {
    let rows: IndexRows
    /// The fewest rows of an index that is worth files: fewer are read from the database in a tenth of a second.
    let minimumRowCount: Int
    private let folder: URL
    private let store: any CollectionStore
    private let report: (@Sendable (String) -> Void)?
    private let queue = BackgroundQueue()
    private let state = Mutex(IndexFileCounts())

    /// - Parameters:
    ///   - folder: Made by the first save.
    ///   - report: Told what went wrong, and what became of it.
    init(
        folder: URL,
        store: any CollectionStore,
        rows: IndexRows,
        minimumRowCount: Int,
        report: (@Sendable (String) -> Void)?
    ) {
        self.folder = folder
        self.store = store
        self.rows = rows
        self.minimumRowCount = minimumRowCount
        self.report = report
        store.observeCollectionDeletions { [weak self] in self?.scheduleCleaning() }
        scheduleCleaning()
    }

    var counts: IndexFileCounts { state.withLock { $0 } }

    /// Returns when all work is done that was scheduled before.
    func finish() async {
        await queue.finish()
    }

    private func count(_ count: WritableKeyPath<IndexFileCounts, Int>) {
        state.withLock { $0[keyPath: count] += 1 }
    }

    private func cache(of collection: Int64) -> SegmentCache {
        SegmentCache(path: folder.appending(path: "\(collection)").path)
    }
}

// MARK: - Opening and saving

extension IndexFiles {
    /// The index of a collection as it was after one of its changes; nil if there is none that can be used.
    func open(_ handle: any CollectionHandle) -> (index: VectorIndex, change: Int64)? {
        do throws(SegmentCacheError) {
            let opened = try cache(of: handle.id).open(
                dimension: handle.description.model.dimension,
                rows: rows == .mapped ? .mapped : .memory,
                where: { (try? IndexToken($0)?.isKnown(to: handle)) ?? false }
            )
            if let opened, let token = IndexToken(opened.token) {
                count(\.openedCount)
                return (opened.index, token.change)
            }
            refuse("is of another state of the database")
        } catch {
            if error.code != .missing { refuse("\(error)") }
        }
        return nil
    }

    /// Runs work in the background, one piece after the other.
    func schedule(_ work: @escaping @Sendable () -> Void) {
        queue.add(work)
    }

    /// Saves an index as it was after a change of its collection, on the calling thread.
    ///
    /// - Returns: What was saved, for the index to take note of; nil if nothing was.
    func save(
        _ snapshot: VectorIndexSnapshot,
        after change: Int64,
        of handle: any CollectionHandle
    ) -> SavedSegments? {
        do {
            guard let mark = try handle.changeMark(of: change) else { return nil }
            let token = IndexToken(collection: handle.id, change: change, mark: mark)
            let saved = try cache(of: handle.id).save(
                snapshot,
                token: token.bytes,
                rows: rows == .mapped ? .mapped : .memory
            )
            count(\.savedCount)
            return saved
        } catch {
            count(\.failedSaveCount)
            report?("an index was not saved: \(error)")
            return nil
        }
    }

    private func refuse(_ reason: String) {
        count(\.refusedCount)
        report?("an index is made again because its file \(reason)")
    }
}

// MARK: - Cleaning

extension IndexFiles {
    /// Has the files of collections removed that are gone.
    func scheduleCleaning() {
        queue.add { [weak self] in self?.clean() }
    }

    private func clean() {
        // In this order: a folder that is listed belongs to a collection that was there before.
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let listed = folders.compactMap(Int64.init)
        guard !listed.isEmpty else { return }
        do {
            let present = try store.collectionIdentifiers()
            for collection in listed where !present.contains(collection) {
                try cache(of: collection).remove()
                count(\.removedCount)
            }
        } catch {
            report?("indexes of deleted collections were not removed: \(error)")
        }
    }
}

/// What has become of indexes in files.
package struct IndexFileCounts: Sendable, Equatable {
    package var openedCount = 0
    /// Files that were there but could not be used.
    package var refusedCount = 0
    package var savedCount = 0
    package var failedSaveCount = 0
    package var removedCount = 0

    package init(openedCount: Int = 0, refusedCount: Int = 0, savedCount: Int = 0) {
        (self.openedCount, self.refusedCount, self.savedCount) = (openedCount, refusedCount, savedCount)
    }
}
