import DocumentStore
import Synchronization

/// The indexes of the collections that were searched last, within a bound of memory and of number: thousands of small
/// collections should cost nothing while nobody searches them.
final class IndexCache: Sendable {
    fileprivate static let maximumCount = 4096

    /// The indexes in files.
    let files: IndexFiles
    private let byteCapacity: Int
    private let state = Mutex(State())

    fileprivate struct State {
        var indexes: [Int64: CollectionIndex] = [:]
        /// Collection ids, least recently used first.
        var order: [Int64] = []
    }

    init(byteCapacity: Int, files: IndexFiles) {
        self.byteCapacity = byteCapacity
        self.files = files
    }

    /// The index of a collection; an empty one that fills on its first search when there is none yet.
    func index(for handle: any CollectionHandle) -> CollectionIndex {
        state.withLock { state in
            let index =
                state.indexes[handle.id]
                ?? CollectionIndex(dimension: handle.description.model.dimension, files: files)
            state.indexes[handle.id] = index
            state.order.removeAll { $0 == handle.id }
            state.order.append(handle.id)
            state.evict(toFit: byteCapacity)
            return index
        }
    }
}

/// The indexes that are in memory.
package struct IndexCacheSize: Sendable, Equatable {
    package var indexCount: Int
    package var byteCount: Int
}

extension IndexCache {
    var size: IndexCacheSize {
        state.withLock { state in
            IndexCacheSize(
                indexCount: state.indexes.count,
                byteCount: state.indexes.values.reduce(0) { $0 + $1.byteCount }
            )
        }
    }
}

extension IndexCache.State {
    /// Forgets the least recently used indexes until the rest fit; the one used last always stays.
    fileprivate mutating func evict(toFit byteCapacity: Int) {
        var byteCount = indexes.values.reduce(0) { $0 + $1.byteCount }
        while byteCount > byteCapacity || order.count > IndexCache.maximumCount, order.count > 1 {
            byteCount -= indexes.removeValue(forKey: order.removeFirst())?.byteCount ?? 0
        }
    }
}
