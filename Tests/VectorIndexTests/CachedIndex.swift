import Foundation
import TestSupport
import Testing
import VectorIndex
import VectorKernels

/// An index of random vectors with a folder for its segment cache.
struct CachedIndex {
    let directory: TemporaryDirectory
    let folder: URL
    let cache: SegmentCache
    var index: VectorIndex
    var generator = SeededGenerator(seed: 17)
    private var nextID: Int64 = 0

    init(dimension: Int) throws {
        directory = try TemporaryDirectory()
        folder = directory.url.appending(path: "cache")
        cache = SegmentCache(path: folder.path)
        index = VectorIndex(dimension: dimension)
    }

    /// Inserts vectors with new ids, most of them ascending.
    mutating func insert(_ count: Int) throws {
        var ids = (0..<Int64(count)).map { nextID + $0 }
        if count > 20 { ids.swapAt(3, count - 3) }
        nextID += Int64(count)
        try index.update(removing: [], inserting: ids, vectors: generator.vector(count * index.dimension))
    }

    /// Saves the index and has it take note of that.
    ///
    /// - Returns: The bytes written.
    @discardableResult
    mutating func save(rows: SegmentCache.RowStorage = .memory) throws -> Int {
        let saved = try cache.save(index.snapshot(), token: Array("token".utf8), rows: rows)
        index.adopt(saved)
        return saved.writtenByteCount
    }

    /// The index of the folder. Fails by ``CacheFailure``.
    func open(rows: SegmentCache.RowStorage = .memory, pool: WorkerPool = .shared) throws -> VectorIndex {
        try CacheFailure.of {
            let opened = try cache.open(dimension: index.dimension, rows: rows, pool: pool)
            return try #require(opened).index
        }
    }

    /// The names of the segments' files, each with a number that changes when it is made again.
    func fileNumbers() throws -> [String: Int] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try names.filter { $0.hasSuffix(".segment") }.reduce(into: [:]) { numbers, name in
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path)
            numbers[name] = (attributes[.systemFileNumber] as? NSNumber)?.intValue
        }
    }
}

/// The code of a `SegmentCacheError`.
struct CacheFailure: Error, Equatable {
    var code: SegmentCacheError.Code

    init(_ code: SegmentCacheError.Code) {
        self.code = code
    }

    static func of<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as SegmentCacheError {
            throw CacheFailure(error.code)
        }
    }
}

/// Expects that two indexes find the same, whole and with a filter, alone and in a batch.
func expectSame(_ index: VectorIndex, _ other: VectorIndex, _ generator: inout SeededGenerator) throws {
    let (snapshot, otherSnapshot) = (index.snapshot(), other.snapshot())
    #expect(snapshot.count == otherSnapshot.count)
    let filter = IndexFilter(allowing: generator.ids(200, below: 1200))
    for count in [1, 10, 2000] {
        let query = generator.vector(index.dimension)
        let found = try snapshot.neighbors(of: query, count: count)
        #expect(found.count == min(count, snapshot.count))
        #expect(try otherSnapshot.neighbors(of: query, count: count) == found)
        #expect(
            try otherSnapshot.neighbors(of: query, count: count, filter: filter)
                == snapshot.neighbors(of: query, count: count, filter: filter)
        )
    }
    let queries = generator.vector(3 * index.dimension)
    #expect(try otherSnapshot.neighbors(ofEach: queries, count: 9) == snapshot.neighbors(ofEach: queries, count: 9))
}
