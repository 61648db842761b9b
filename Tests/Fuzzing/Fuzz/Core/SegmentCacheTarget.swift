import CXXHash
import Foundation
import VectorIndex
import VectorKernels

extension FuzzTarget {
    /// The reader of an index's files. The first byte says whether checksums are made right; then come changes of 4 bytes each:
    /// the file, the place in it (2, little-endian) and its new byte.
    static let segmentCache = FuzzTarget(
        name: "segment-cache",
        maximumByteCount: 400,
        seeds: {
            [
                [0], [1], [0, 0, 20, 0, 255], [1, 1, 20, 0, 1, 0, 16, 0, 3],
                [1, 2, 24, 0, 64, 1, 40, 0, 2, 1, 48, 0, 1],
            ]
        },
        test: { SegmentFiles.shared.check($0) }
    )
}

/// The files of a small index.
private struct SegmentFiles: Sendable {
    static let shared = SegmentFiles()
    private static let headerByteCount = 4096

    private let folder: URL
    private let cache: SegmentCache
    /// The manifest first.
    private let files: [(name: String, bytes: [UInt8])]
    private let pool = WorkerPool(threadCount: 1)

    private init() {
        folder = ScratchFolder().url.appending(path: "cache")
        cache = SegmentCache(path: folder.path)
        do {
            let index = VectorIndex(dimension: 3)
            let vectors = (0..<450).map { Float($0 % 17) - 8 + Float($0) / 1024 }
            try index.update(removing: [], inserting: Array(0..<150), vectors: vectors)
            index.remove([3, 70, 130])
            _ = try cache.save(index.snapshot(), token: Array("token".utf8), rows: .memory)
            let folder = folder
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
                $0.hasSuffix(".segment")
            }
            files = try (["manifest"] + names.sorted()).map {
                ($0, [UInt8](try Data(contentsOf: folder.appending(path: $0))))
            }
        } catch {
            fatalError("no cache: \(error)")
        }
    }

    func check(_ input: [UInt8]) {
        write(changed(by: input))
        for rows in SegmentCache.RowStorage.allCases {
            guard let index = try? cache.open(dimension: 3, rows: rows, pool: pool)?.index else { continue }
            let count = index.snapshot().count
            let found = try? index.snapshot().neighbors(of: [1, 2, 3], count: 1000)
            expect(found?.count == min(count, 1000), "a search finds all rows")
            try? index.update(removing: [1, 2], inserting: [5000], vectors: [1, 1, 1])
            index.remove(0..<150)
        }
    }

    private func changed(by input: [UInt8]) -> [(name: String, bytes: [UInt8])] {
        var files = files
        for start in stride(from: 1, to: input.count - 3, by: 4) {
            let file = Int(input[start]) % files.count
            let place = Int(input[start + 1]) | Int(input[start + 2]) << 8
            if place < files[file].bytes.count { files[file].bytes[place] = input[start + 3] }
        }
        if input.first.map({ $0 & 1 == 1 }) ?? false { seal(&files) }
        return files
    }

    /// Makes the checksums of the headers and of the manifest right, and renames the segments after theirs.
    private func seal(_ files: inout [(name: String, bytes: [UInt8])]) {
        for index in files.indices.dropFirst() {
            let place = Self.headerByteCount - 8..<Self.headerByteCount
            let old = self.files[index].bytes[place]
            let sum = checksum(files[index].bytes[..<place.lowerBound])
            files[index].bytes.replaceSubrange(place, with: sum)
            files[index].name =
                sum.reversed().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + ".segment"
            let entry = files[0].bytes.indices.dropLast(15).first { files[0].bytes[$0..<$0 + 8].elementsEqual(old) }
            if let entry { files[0].bytes.replaceSubrange(entry..<entry + 8, with: sum) }
        }
        files[0].bytes = files[0].bytes.dropLast(8) + checksum(files[0].bytes.dropLast(8))
    }

    private func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let sum = unsafe bytes.withUnsafeBytes { unsafe XXH3_64bits($0.baseAddress, $0.count) }
        return unsafe withUnsafeBytes(of: sum) { unsafe Array($0) }
    }

    private func write(_ files: [(name: String, bytes: [UInt8])]) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
            try? FileManager.default.removeItem(at: folder.appending(path: name))
        }
        for (name, bytes) in files { try? Data(bytes).write(to: folder.appending(path: name)) }
    }
}
