import Foundation
import Synchronization
import TestSupport
import Testing
import VectorIndex

@Suite struct SegmentCacheCrashTests {
    /// Counts the steps of a save and throws from one on.
    private final class Interruption: Sendable {
        private let steps = Mutex([SegmentCacheStep]())
        private let lastStep: Int

        init(after lastStep: Int) {
            self.lastStep = lastStep
        }

        var taken: [SegmentCacheStep] { steps.withLock { $0 } }

        func take(_ step: SegmentCacheStep) throws(SegmentCacheError) {
            let number = steps.withLock { steps in
                steps.append(step)
                return steps.count
            }
            if number > lastStep { throw Self.stopped }
        }

        /// Any error of the cache will do.
        private static let stopped: SegmentCacheError = {
            do throws(SegmentCacheError) {
                _ = try SegmentCache(path: "/nonexistent").open(dimension: 1)
            } catch {
                return error
            }
            fatalError("a cache in no folder")
        }()
    }

    /// Deletes some and inserts many, so that the tail is full and new segments follow.
    private func change(_ cache: inout CachedIndex) throws {
        cache.index.remove(20..<40)
        try cache.insert(400)
    }

    @Test("A save that ends after any step leaves the old index or the new one, and the next save works")
    func interrupted() throws {
        var stepCount = 0
        var (sawOld, sawNew) = (false, false)
        while true {
            var cache = try CachedIndex(dimension: 6)
            try cache.insert(150)
            try cache.save()
            let old = try cache.open()
            try change(&cache)
            let interruption = Interruption(after: stepCount)
            let stopping = SegmentCache(path: cache.folder.path) { step throws(SegmentCacheError) in
                try interruption.take(step)
            }
            let saved = try? stopping.save(cache.index.snapshot(), token: [])
            let opened = try cache.open()
            let isOld = opened.snapshot().count == old.snapshot().count
            try expectSame(isOld ? old : cache.index, opened, &cache.generator)
            #expect(!sawNew || !isOld, "step \(stepCount) brought the old index back")
            (sawOld, sawNew) = (sawOld || isOld, sawNew || !isOld)
            #expect(saved == nil || !isOld)
            try cache.save()
            try expectSame(cache.index, try cache.open(), &cache.generator)
            let names = try FileManager.default.contentsOfDirectory(atPath: cache.folder.path)
            #expect(names.filter { $0.hasSuffix(".tmp") } == [])
            #expect(names.count == 2 + cache.index.snapshot().segmentCount)
            if saved != nil { break }
            stepCount += 1
        }
        #expect(sawOld && sawNew)
        #expect(stepCount > 20)
    }

    @Test("A first save that ends early leaves no cache, or the new one")
    func firstInterrupted() throws {
        var stepCount = 0
        while true {
            var cache = try CachedIndex(dimension: 6)
            try cache.insert(150)
            let interruption = Interruption(after: stepCount)
            let stopping = SegmentCache(path: cache.folder.path) { step throws(SegmentCacheError) in
                try interruption.take(step)
            }
            let saved = try? stopping.save(cache.index.snapshot(), token: [])
            do {
                try expectSame(cache.index, try cache.open(), &cache.generator)
            } catch {
                #expect(error as? CacheFailure == CacheFailure(.missing))
                #expect(saved == nil)
            }
            if saved != nil { break }
            stepCount += 1
        }
        #expect(stepCount > 20)
    }

    @Test("Files are on the disk before their names are, and the manifest is last")
    func order() throws {
        var cache = try CachedIndex(dimension: 6)
        try cache.insert(150)
        let recording = Interruption(after: .max)
        let saving = SegmentCache(path: cache.folder.path) { step throws(SegmentCacheError) in
            try recording.take(step)
        }
        _ = try saving.save(cache.index.snapshot(), token: [])
        var synchronized: Set<String> = []
        var renamed: [String] = []
        for step in recording.taken {
            if case .synchronize(let name) = step { synchronized.insert(name) }
            guard case .rename(let name) = step else { continue }
            renamed.append(name)
            #expect(synchronized.contains { $0.hasPrefix(name) })
            if name == "manifest" { #expect(synchronized.contains(".")) }
        }
        #expect(renamed.last == "manifest")
        #expect(renamed.count == 4)
    }
}
