import Foundation
import GRDB

/// What the store takes of the disk.
package struct StoreFileSizes: Sendable, Equatable {
    package var databaseByteCount: Int
    /// Of the write-ahead log, which grows until its pages are taken over.
    package var logByteCount: Int
    /// What the file system has left for this user; nil where it does not tell.
    package var freeByteCount: Int?
}

extension SQLiteStore {
    /// As the file system tells; no query, no lock.
    package var fileSizes: StoreFileSizes {
        StoreFileSizes(
            databaseByteCount: Self.byteCount(path),
            logByteCount: Self.byteCount(path + "-wal"),
            freeByteCount: Self.number(
                .systemFreeSize,
                in: try? FileManager.default.attributesOfFileSystem(forPath: path)
            )
        )
    }

    private static func byteCount(_ path: String) -> Int {
        number(.size, in: try? FileManager.default.attributesOfItem(atPath: path)) ?? 0
    }

    private static func number(_ key: FileAttributeKey, in attributes: [FileAttributeKey: Any]?) -> Int? {
        (attributes?[key] as? NSNumber)?.intValue
    }
}
