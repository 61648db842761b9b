import CXXHash
import Foundation
import TestSupport
import Testing
import VectorIndex
import VectorKernels

@Suite struct SegmentCacheDamageTests {
    private let pool = WorkerPool(threadCount: 1)

    /// A cache with two full segments and a tail, of which some rows are deleted.
    private func smallCache() throws -> CachedIndex {
        var cache = try CachedIndex(dimension: 3)
        try cache.insert(150)
        cache.index.remove([3, 70, 130])
        try cache.save()
        #expect(try cache.fileNumbers().count == 3)
        return cache
    }

    private func files(of cache: CachedIndex) throws -> [(url: URL, bytes: [UInt8])] {
        try (["manifest"] + cache.fileNumbers().keys).map { name in
            let url = cache.folder.appending(path: name)
            return (url, [UInt8](try Data(contentsOf: url)))
        }
    }

    /// Replaces the bytes of a file where it is.
    private func overwrite(_ url: URL, _ bytes: some Sequence<UInt8>) throws {
        try Data(bytes).write(to: url)
    }

    private func failure(of cache: CachedIndex, rows: SegmentCache.RowStorage = .memory) -> SegmentCacheError.Code? {
        do {
            _ = try cache.open(rows: rows, pool: pool)
            return nil
        } catch {
            return (error as? CacheFailure)?.code
        }
    }

    @Test("Every changed byte of every file is found", arguments: SegmentCache.RowStorage.allCases)
    func flips(rows: SegmentCache.RowStorage) throws {
        let cache = try smallCache()
        let known: Set<SegmentCacheError.Code> = [
            .damaged, .missing, .unsupportedVersion, .foreignByteOrder, .wrongDimension,
        ]
        for (url, bytes) in try files(of: cache) {
            let file = try FileHandle(forUpdating: url)
            for place in bytes.indices {
                try file.seek(toOffset: UInt64(place))
                try file.write(contentsOf: [bytes[place] ^ (1 << UInt8(place % 8))])
                let found = failure(of: cache, rows: rows)
                #expect(
                    found.map(known.contains) ?? false,
                    "byte \(place) of \(url.lastPathComponent): \(found as Any)"
                )
                try file.seek(toOffset: UInt64(place))
                try file.write(contentsOf: [bytes[place]])
            }
        }
        #expect(failure(of: cache, rows: rows) == nil)
    }

    @Test("Every length but the right one is found", arguments: SegmentCache.RowStorage.allCases)
    func truncations(rows: SegmentCache.RowStorage) throws {
        let cache = try smallCache()
        for (url, bytes) in try files(of: cache) {
            let file = try FileHandle(forUpdating: url)
            for length in bytes.indices.reversed() {
                try file.truncate(atOffset: UInt64(length))
                #expect(failure(of: cache, rows: rows) == .damaged, "\(length) bytes of \(url.lastPathComponent)")
            }
            try overwrite(url, bytes + [0])
            #expect(failure(of: cache, rows: rows) == .damaged)
            try overwrite(url, bytes)
        }
        #expect(failure(of: cache, rows: rows) == nil)
    }

    @Test("Files that are missing or in each other's place are found")
    func misplaced() throws {
        let cache = try smallCache()
        let files = try files(of: cache)
        for (url, bytes) in files {
            try FileManager.default.removeItem(at: url)
            #expect(failure(of: cache) == .missing)
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
            #expect(failure(of: cache) != nil)
            try FileManager.default.removeItem(at: url)
            for other in files where other.url != url {
                try overwrite(url, other.bytes)
                #expect(failure(of: cache) == .damaged)
            }
            try overwrite(url, bytes)
        }
        #expect(failure(of: cache) == nil)
    }

    @Test("Versions and orders of bytes that are not ours are told")
    func foreign() throws {
        let cache = try smallCache()
        for (url, bytes) in try files(of: cache) {
            var changed = bytes
            changed.replaceSubrange(8..<12, with: bytes[8..<12].reversed())
            try overwrite(url, changed)
            #expect(failure(of: cache) == .foreignByteOrder)
            changed = bytes
            changed[12] += 1
            try overwrite(url, changed)
            #expect(failure(of: cache) == .unsupportedVersion)
            try overwrite(url, bytes)
        }
    }

    @Test("Made-up numbers under right checksums are refused or do no harm")
    func madeUp() throws {
        let cache = try smallCache()
        let all = try files(of: cache)
        let manifest = all[0]
        for place in 12..<manifest.bytes.count - 8 {
            for value in [0, 0xff] as [UInt8] {
                for width in [1, 4, 8] where place + width <= manifest.bytes.count - 8 {
                    var changed = manifest.bytes
                    changed.replaceSubrange(place..<place + width, with: repeatElement(value, count: width))
                    seal(&changed)
                    try overwrite(manifest.url, changed)
                    searchIfOpened(cache)
                }
            }
        }
        for (url, bytes) in all.dropFirst() {
            for place in stride(from: 12, to: 240, by: 4) {
                for value in [0, 1, 0xff] as [UInt8] {
                    var header = Array(bytes[..<4096])
                    header.replaceSubrange(place..<place + 4, with: repeatElement(value, count: 4))
                    try replace(url, header + bytes[4096...], manifest: manifest)
                    searchIfOpened(cache)
                }
            }
        }
    }

    private func searchIfOpened(_ cache: CachedIndex) {
        guard let index = try? cache.open(pool: pool) else { return }
        let found = try? index.snapshot().neighbors(of: [1, 2, 3], count: 1000)
        #expect(found != nil)
        try? index.update(removing: [1, 2], inserting: [5000], vectors: [1, 1, 1])
        index.remove(0..<150)
    }

    /// Puts the right checksum behind bytes that end with one.
    private func seal(_ bytes: inout [UInt8]) {
        let contents = Array(bytes.dropLast(8))
        let checksum = unsafe contents.withUnsafeBytes { unsafe XXH3_64bits($0.baseAddress, $0.count) }
        bytes = contents
        unsafe withUnsafeBytes(of: checksum) { unsafe bytes.append(contentsOf: $0) }
    }

    /// Writes a segment's file with a sealed header under its right name, and the manifest that lists it.
    private func replace(_ url: URL, _ bytes: [UInt8], manifest: (url: URL, bytes: [UInt8])) throws {
        var header = Array(bytes[..<4096])
        let old = Array(try Data(contentsOf: url)[4088..<4096])
        seal(&header)
        let digits = header.suffix(8).reversed().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let renamed = url.deletingLastPathComponent().appending(path: "\(digits).segment")
        try overwrite(renamed, header + bytes[4096...])
        var list = manifest.bytes
        let place = try #require(list.indices.dropLast(8).first { list[$0..<$0 + 8].elementsEqual(old) })
        list.replaceSubrange(place..<place + 8, with: header.suffix(8))
        seal(&list)
        try overwrite(manifest.url, list)
    }
}
