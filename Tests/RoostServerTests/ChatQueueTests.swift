import RetrievalEngine
import RoostServer
import Synchronization
import TestSupport
import Testing

@Suite("The order of exchanges", .timeLimit(.minutes(1)))
struct ChatQueueTests {
    /// How many exchanges of each chat run.
    private final class Running: Sendable {
        private let counts = Mutex<[String: Int]>([:])

        func change(_ chat: String, by difference: Int) -> Int {
            counts.withLock { counts in
                counts[chat, default: 0] += difference
                return counts[chat, default: 0]
            }
        }
    }

    @Test("Exchanges of one chat never run side by side")
    func exclusion() async throws {
        let queue = ChatQueue()
        let running = Running()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                let chat = "chat \(number % 3)"
                group.addTask {
                    try await queue.run(chat) {
                        #expect(running.change(chat, by: 1) == 1)
                        await Task.yield()
                        #expect(running.change(chat, by: -1) == 0)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("One that fails lets the next one in")
    func failure() async throws {
        struct Failure: Error {}
        let queue = ChatQueue()
        await #expect(throws: Failure.self) { try await queue.run("c") { throw Failure() } }
        #expect(try await queue.run("c") { 1 } == 1)
    }

    @Test("One that is cancelled while it waits leaves the line; the others go on")
    func cancellation() async throws {
        let queue = ChatQueue()
        let begun = Signal<Void>()
        let release = Signal<Void>()
        let first = Task {
            try await queue.run("c") {
                begun.fire(())
                try await release.wait()
            }
        }
        try await begun.wait()
        let waiting = Task { try await queue.run("c") { Issue.record("it ran") } }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        release.fire(())
        try await first.value
        #expect(try await queue.run("c") { 2 } == 2)
    }

    @Test("Too many that wait are refused")
    func overload() async throws {
        let queue = ChatQueue()
        let begun = Signal<Void>()
        let release = Signal<Void>()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await queue.run("c") {
                    begun.fire(())
                    try await release.wait()
                    return true
                }
            }
            try await begun.wait()
            for _ in 0..<70 {
                group.addTask {
                    do {
                        return try await queue.run("c") { true }
                    } catch let error as EngineError where error.code == .overloaded {
                        return false
                    }
                }
            }
            var refused = 0
            while refused < 6, let ran = try await group.next() {
                refused += ran ? 0 : 1
            }
            release.fire(())
            var ran = 0
            for try await success in group { ran += success ? 1 : 0 }
            #expect(refused == 6 && ran == 65)
        }
    }
}
