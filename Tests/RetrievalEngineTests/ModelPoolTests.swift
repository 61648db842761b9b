import RetrievalEngine
import Synchronization
import TestSupport
import Testing

@Suite("A pool of models", .timeLimit(.minutes(1)))
struct ModelPoolTests {
    private final class Model: Sendable {
        let name: String
        init(_ name: String) { self.name = name }
    }

    private struct Failure: Error {}

    /// Counts what it loads.
    private final class Loader: Sendable {
        let loads = Mutex<[String]>([])
        let failing = Mutex<Set<String>>([])

        @Sendable
        func load(_ name: String) async throws -> LoadedModel<Model> {
            loads.withLock { $0.append(name) }
            // Others get to ask meanwhile.
            for _ in 0..<20 { await Task.yield() }
            if failing.withLock({ $0.contains(name) }) { throw Failure() }
            return LoadedModel(model: Model(name), byteCount: name.utf8.count)
        }
    }

    private let loader = Loader()
    private let clock = SteppedClock()
    private let pool: ModelPool<Model>

    init() {
        pool = ModelPool(idleTime: .seconds(600), clock: clock.poolClock, load: loader.load)
    }

    @Test("However many ask for a model at once, it is loaded once, and stays")
    func loadsOnce() async throws {
        try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<40 {
                group.addTask { [pool] in try await pool.withModel(named: number % 2 == 0 ? "a" : "bb", \.name) }
            }
            var names: [String: Int] = [:]
            for try await name in group { names[name, default: 0] += 1 }
            #expect(names == ["a": 20, "bb": 20])
        }
        #expect(try await pool.withModel(named: "a", \.name) == "a")
        #expect(loader.loads.withLock { $0.sorted() } == ["a", "bb"])
        #expect(
            pool.models == [
                ModelUsage(name: "a", byteCount: 1, isInUse: false),
                ModelUsage(name: "bb", byteCount: 2, isInUse: false),
            ]
        )
    }

    @Test("What nobody used for the idle time is freed, what was used later stays until its own time is over")
    func forgetsIdleModels() async throws {
        weak var first: Model?
        try await pool.withModel(named: "first") { first = $0 }
        #expect(first != nil)
        await clock.advance(by: .seconds(400))
        try await pool.withModel(named: "second") { _ in }
        await clock.advance(by: .seconds(199))
        #expect(pool.models.map(\.name) == ["first", "second"])
        await clock.advance(by: .seconds(1))
        await until { first == nil }
        #expect(pool.models.map(\.name) == ["second"])
        await clock.advance(by: .seconds(399))
        #expect(pool.models.map(\.name) == ["second"])
        await clock.advance(by: .seconds(1))
        await until { pool.models.isEmpty }
        try await pool.withModel(named: "first") { _ in }
        #expect(loader.loads.withLock(\.self) == ["first", "second", "first"])
        await clock.advance(by: .seconds(600))
        await until { pool.models.isEmpty }
    }

    @Test("A model in use stays however long it is used, and its idle time begins when its last user leaves")
    func keepsWhatIsInUse() async throws {
        try await pool.withModel(named: "a") { _ in }
        try await pool.withModel(named: "a") { _ in
            try await pool.withModel(named: "a") { _ in }
            // The idle model of before wakes whoever looks after idle ones, and there is none.
            try await pool.withModel(named: "other") { _ in }
            await clock.advance(by: .seconds(600))
            await until { pool.models.map(\.name) == ["a"] }
            #expect(pool.models == [ModelUsage(name: "a", byteCount: 1, isInUse: true)])
        }
        #expect(pool.models == [ModelUsage(name: "a", byteCount: 1, isInUse: false)])
        await clock.advance(by: .seconds(599))
        #expect(pool.models == [ModelUsage(name: "a", byteCount: 1, isInUse: false)])
        await clock.advance(by: .seconds(1))
        await until { pool.models.isEmpty }
        #expect(loader.loads.withLock(\.self) == ["a", "other"])
    }

    @Test("A failed loading is everybody's failure who waited, and the next one tries again")
    func retriesAfterFailure() async throws {
        loader.failing.withLock { _ = $0.insert("a") }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { [pool] in (try? await pool.withModel(named: "a") { _ in }) == nil }
            }
            for await failed in group { #expect(failed) }
        }
        #expect(pool.models.isEmpty)
        let attempts = loader.loads.withLock(\.count)
        loader.failing.withLock { $0 = [] }
        #expect(try await pool.withModel(named: "a", \.name) == "a")
        #expect(loader.loads.withLock(\.count) == attempts + 1)
    }

    @Test("What a body throws passes through, and ends the use")
    func endsAfterErrors() async throws {
        await #expect(throws: Failure.self) { try await pool.withModel(named: "a") { _ in throw Failure() } }
        #expect(pool.models == [ModelUsage(name: "a", byteCount: 1, isInUse: false)])
    }
}
