import DocumentStore

/// Which state of which collection an index was saved in: the bytes are the three numbers, little-endian.
struct IndexToken: Equatable {
    var collection: Int64
    /// The change count of the collection.
    var change: Int64
    /// The random number of that change.
    var mark: Int64

    init(collection: Int64, change: Int64, mark: Int64) {
        (self.collection, self.change, self.mark) = (collection, change, mark)
    }

    /// - Returns: Nil for bytes that are no token.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 24 else { return nil }
        let numbers = stride(from: 0, to: 24, by: 8).map { first in
            bytes[first..<first + 8].reversed().reduce(0) { $0 << 8 | Int64($1) }
        }
        self.init(collection: numbers[0], change: numbers[1], mark: numbers[2])
    }

    var bytes: [UInt8] {
        [collection, change, mark].flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
    }

    /// Whether the collection went through that state.
    func isKnown(to handle: any CollectionHandle) throws(StoreError) -> Bool {
        guard collection == handle.id else { return false }
        return try handle.changeMark(of: change) == mark
    }
}
