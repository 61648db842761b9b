import Foundation
import VectorIndex

extension SearchBenchmark {
    private var segmentCache: SegmentCache? { cache.map { SegmentCache(path: $0.path) } }

    private var rowStorage: SegmentCache.RowStorage { rows == .mapped ? .mapped : .memory }

    /// The index in the cache's files; nil if they have none, or one of other vectors.
    func cachedIndex(of vectors: NumPyFile) throws -> VectorIndex? {
        guard let segmentCache else { return nil }
        let token = try token(of: vectors)
        do throws(SegmentCacheError) {
            return try segmentCache.open(dimension: vectors.columnCount, rows: rowStorage) { $0 == token }?.index
        } catch {
            return nil
        }
    }

    /// Saves an index to the cache's files, unless it is there; with mapped rows, it is read from there afterwards.
    func save(_ index: VectorIndex, of vectors: NumPyFile) throws {
        guard let segmentCache else { return }
        let token = try token(of: vectors)
        do throws(SegmentCacheError) {
            index.adopt(try segmentCache.save(index.snapshot(), token: token, rows: rowStorage))
        } catch {
            throw EngineError(.storageFailure, "\(error)", cause: error)
        }
    }

    /// Tells the vectors' file from others: its path, length and time of the last change.
    private func token(of vectors: NumPyFile) throws -> [UInt8] {
        let values = try self.vectors.resourceValues(forKeys: [.contentModificationDateKey, .fileSizeKey])
        let time = values.contentModificationDate?.timeIntervalSince1970 ?? 0
        let path = self.vectors.absoluteURL.resolvingSymlinksInPath().path
        return Array("\(path) \(values.fileSize ?? 0) \(time) \(vectors.rowCount)".utf8)
    }
}
