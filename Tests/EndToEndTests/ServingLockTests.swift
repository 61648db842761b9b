import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("One server per data folder", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(2)))
struct ServingLockTests {
    private let directory: TemporaryDirectory
    private var folder: URL { directory.url.appending(path: "data") }
    private var program: Program { Program(dataFolder: folder) }

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test("A second server ends at once and says why; other commands run beside the first")
    func secondServer() async throws {
        let backup = directory.url.appending(path: "backup").path
        try await RunningServer.run(dataFolder: folder) { server in
            let second = try await program.run("serve", "--port", "0")
            #expect(second.status == 1)
            #expect(second.standardError.contains(/process \d+ has the data folder/))
            #expect(!second.standardError.contains("listening"))
            #expect(try await program.run("doctor", "--json").object()["ok"] as? Bool == true)
            #expect(try await program.run("token", "--sub", "ann").status == 0)
            #expect(try await program.run("ingest", "--collection", "c", Fixtures.url("documents").path).status == 0)
            #expect(try await program.run("backup", backup, "--json").object()["bytes"] as? Int ?? 0 > 0)
            let restore = try await program.run("restore", backup, "--replace")
            #expect(restore.status == 1 && restore.standardError.contains("has the data folder"))
            let health = try await server.get("health")
            #expect(health["status"] == "ok")
        }
        // The lock ends with the process that was killed.
        #expect(try await program.run("restore", backup, "--replace").status == 0)
        try await RunningServer.run(dataFolder: folder) { server in
            let health = try await server.get("health")
            #expect(health["status"] == "ok")
        }
    }
}
