import Foundation
import TestSupport
import Testing
import VectorIndex
import VectorKernels

@Suite struct SegmentCacheTests {
    @Test(
        "An index that was opened has the vectors, scores and order of the one that was saved",
        arguments: [1, 7, 384],
        SegmentCache.RowStorage.allCases
    )
    func roundTrip(dimension: Int, rows: SegmentCache.RowStorage) throws {
        var cache = try CachedIndex(dimension: dimension)
        try cache.insert(1000)
        cache.index.remove((0..<1000).filter { $0 % 7 == 0 })
        try cache.insert(77)
        try cache.save(rows: rows)
        try expectSame(cache.index, try cache.open(rows: rows), &cache.generator)
        // The one that was saved, too, when it reads from the files.
        try expectSame(cache.index, try cache.open(), &cache.generator)
    }

    @Test("An empty index and one whose vectors are all deleted can be opened", arguments: [0, 40, 200])
    func empty(count: Int) throws {
        var cache = try CachedIndex(dimension: 5)
        try cache.insert(count)
        cache.index.remove(0..<Int64(count))
        try cache.save()
        var opened = try cache.open()
        #expect(opened.snapshot().count == 0)
        swap(&opened, &cache.index)
        try cache.insert(300)
        try cache.save()
        try expectSame(cache.index, try cache.open(), &cache.generator)
    }

    @Test("An index that was opened can be changed and saved again", arguments: SegmentCache.RowStorage.allCases)
    func continued(rows: SegmentCache.RowStorage) throws {
        var cache = try CachedIndex(dimension: 12)
        var reference = VectorIndex(dimension: 12)
        for round in 0..<12 {
            let vectors = cache.generator.vector(12 * 90)
            let ids = (0..<90).map { Int64(round * 90 + $0) }
            let removed = cache.generator.ids(60, below: Int64(round * 90 + 1))
            for index in [cache.index, reference] {
                try index.update(removing: removed, inserting: ids, vectors: vectors)
            }
            try cache.save(rows: rows)
            cache.index = try cache.open(rows: rows)
            try expectSame(reference, cache.index, &cache.generator)
        }
        reference = try cache.open()
        #expect(reference.snapshot().segmentCount == cache.index.snapshot().segmentCount)
    }

    @Test("What is saved already is not written again")
    func incremental() throws {
        var cache = try CachedIndex(dimension: 32)
        try cache.insert(5000)
        let first = try cache.save()
        let files = try cache.fileNumbers()
        let again = try cache.save()
        #expect(again * 20 < first)
        cache.index.remove(stride(from: 0, to: 4000, by: 9))
        let tombstones = try cache.save()
        #expect(tombstones * 20 < first)
        #expect(try cache.fileNumbers() == files)
        cache.index = try cache.open()
        #expect(try cache.save() == tombstones)
        try cache.insert(10)
        #expect(try cache.save() < first)
        let kept = try cache.fileNumbers().filter { files[$0.key] == $0.value }
        #expect(kept.count == files.count - 1, "all but the tail's")
        #expect(try cache.fileNumbers().count == files.count, "the tail's old file is gone")
        try expectSame(cache.index, try cache.open(), &cache.generator)
    }

    @Test("A file of the right name that is missing is written again, from mapped rows too")
    func rewritten() throws {
        var cache = try CachedIndex(dimension: 8)
        try cache.insert(600)
        try cache.save(rows: .mapped)
        let reference = try cache.open()
        for name in try cache.fileNumbers().keys {
            try FileManager.default.removeItem(at: cache.folder.appending(path: name))
        }
        try expectSame(reference, cache.index, &cache.generator)
        try cache.save(rows: .mapped)
        try expectSame(reference, try cache.open(), &cache.generator)
    }

    @Test("Mapped rows take no memory, and searches and batches of them leave none behind")
    func mappedMemory() throws {
        var cache = try CachedIndex(dimension: 256)
        try cache.insert(8192)
        try cache.insert(1)
        let before = cache.index.byteCount
        try cache.save(rows: .mapped)
        #expect(cache.index.byteCount < before * 35 / 100)
        let opened = try cache.open(rows: .mapped)
        #expect(opened.byteCount < before * 35 / 100)
        #expect(try cache.open().byteCount * 10 > before * 9)
        try expectSame(cache.index, opened, &cache.generator)
        #if os(Linux)
        let resident = try withExtendedLifetime((cache, opened)) { try residentByteCounts(ofMapped: cache.folder) }
        #expect(resident.count > 2)
        #expect(resident.allSatisfy { $0 == 0 }, "\(resident)")
        #endif
    }

    /// The resident bytes of each file below a folder that this process has mapped.
    private func residentByteCounts(ofMapped folder: URL) throws -> [Int] {
        var counts: [Int] = []
        var isInside = false
        let smaps = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps")).readToEnd() ?? Data()
        for line in String(decoding: smaps, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            if fields.first?.contains("-") ?? false { isInside = line.contains(folder.path) }
            if isInside, fields.count > 1, fields[0] == "Rss:" { counts.append(try #require(Int(fields[1])) * 1024) }
        }
        return counts
    }

    @Test("The token comes back, and an index whose token is of no use is not opened")
    func token() throws {
        var cache = try CachedIndex(dimension: 3)
        try cache.insert(100)
        let token = (0..<300).map { UInt8($0 % 256) }
        _ = try cache.cache.save(cache.index.snapshot(), token: token)
        #expect(try cache.cache.open(dimension: 3)?.token == token)
        #expect(try cache.cache.open(dimension: 3, where: { $0 != token }) == nil)
    }

    @Test("A folder without a cache, of another dimension, or locked by somebody else is refused")
    func refused() throws {
        var cache = try CachedIndex(dimension: 3)
        try cache.insert(100)
        #expect(throws: CacheFailure(.missing)) { try cache.open() }
        try cache.save()
        #expect(throws: CacheFailure(.wrongDimension)) {
            try CacheFailure.of { try cache.cache.open(dimension: 4) }
        }
        let (other, snapshot) = (cache.cache, cache.index.snapshot())
        let busy = SegmentCache(path: cache.folder.path) { _ throws(SegmentCacheError) in
            _ = try other.save(snapshot, token: [])
        }
        #expect(throws: CacheFailure(.busy)) { try CacheFailure.of { try busy.save(snapshot, token: []) } }
        try cache.save()
    }

    @Test("Removing leaves nothing, and removing nothing is no error")
    func removed() throws {
        var cache = try CachedIndex(dimension: 3)
        try cache.cache.remove()
        try cache.insert(100)
        try cache.save()
        try cache.cache.remove()
        #expect(!FileManager.default.fileExists(atPath: cache.folder.path))
        #expect(throws: CacheFailure(.missing)) { try cache.open() }
    }

    @Test("Whoever opens while others save gets one of the saved indexes", .timeLimit(.minutes(5)))
    func concurrent() async throws {
        var cache = try CachedIndex(dimension: 4)
        try cache.insert(300)
        try cache.save()
        let (files, dimension) = (cache.cache, 4)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<2 as Range<Int64> {
                group.addTask {
                    let index = VectorIndex(dimension: dimension)
                    for round in 1...60 as ClosedRange<Int64> {
                        let ids = (0..<30).map { (writer * 1000 + round) * 100 + $0 }
                        let vectors = [Float](repeating: Float(writer + 1), count: 120)
                        try index.update(removing: [], inserting: ids, vectors: vectors)
                        do throws(SegmentCacheError) {
                            index.adopt(try files.save(index.snapshot(), token: [1]))
                        } catch {
                            #expect(error.code == .busy)
                        }
                        await Task.yield()
                    }
                }
            }
            group.addTask {
                for _ in 0..<200 {
                    let index = try #require(try files.open(dimension: dimension)?.index)
                    #expect(index.snapshot().count % 30 == 0)
                    await Task.yield()
                }
            }
            try await group.waitForAll()
        }
    }
}
