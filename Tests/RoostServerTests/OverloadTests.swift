import Dispatch
import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite(.enabled(if: TestServer.isAvailable))
struct OverloadTests {
    @Test("When too much waits, the answer is 503 with the time to come back", .timeLimit(.minutes(5)))
    func overload() async throws {
        try await TestServer.run { server in
            let gate = DispatchSemaphore(value: 0)
            let (arrivals, arrived) = AsyncStream<Void>.makeStream()
            let threadCount = ComputePool.interactiveThreadCount
            let workCount = 1000
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<threadCount {
                    group.addTask {
                        try await server.isRefused {
                            arrived.yield()
                            gate.wait()
                        }
                    }
                }
                // Once each thread stands at the gate, nothing ends that was admitted, the server's own work included.
                for await _ in arrivals.prefix(threadCount) {}
                for _ in threadCount..<workCount {
                    group.addTask { try await server.isRefused { gate.wait() } }
                }
                // So what comes back first was refused, and from here on everything is.
                #expect(try await group.next() == true)
                let answer = try await server.send(.post, "/bots/chats/start")
                #expect(answer.headers[.retryAfter] == "1")
                #expect(answer["status"] == .integer(503))
                #expect(answer["chat_id"] == .null)
                for _ in 0..<workCount {
                    gate.signal()
                }
                try await group.waitForAll()
            }
            #expect(try await server.send(.post, "/bots/chats/start").status == 200)
        }
    }
}

extension TestServer {
    /// Whether the engine refuses work because it has too much.
    fileprivate func isRefused(_ work: @escaping @Sendable () -> Void) async throws -> Bool {
        do {
            try await engine.run(work)
            return false
        } catch let error as EngineError where error.code == .overloaded {
            return true
        }
    }
}
