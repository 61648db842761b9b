import Foundation
import GRDB
import RetrievalEngine
import TestSupport
import Testing

/// What a client learns of the server's inside when that fails.
@Suite(.enabled(if: TestServer.isAvailable), .timeLimit(.minutes(2)))
struct FailureTextTests {
    /// Of SQL, of paths and of the program.
    private static let signs = [
        "sqlite", "no such", "SELECT", "INSERT", "table", "GRDB", ".swift", "/tmp", "roost-test", "Error Domain",
        "StoreError", "0x", "Fatal",
        "stack", "column",
    ]

    @Test("When the tables of every API are gone, every route fails without a word of why, and the log has it")
    func brokenStore() async throws {
        let folder = try TemporaryDirectory()
        let log = CapturedLog()
        try await TestServer.run(dataFolder: folder.url, logger: log.logger) { server in
            let tenant = try await Tenant("ann", secret: "zephyrine", on: server)
            let calls = try await server.description().operations.map(RouteCall.init)
            try breakStore(in: folder.url)
            var failureCount = 0
            for call in calls {
                let answer = try await call.send(by: tenant)
                guard answer.status >= 500 else { continue }
                failureCount += 1
                for sign in Self.signs {
                    #expect(answer.text.range(of: sign, options: .caseInsensitive) == nil, "\(call): \(answer.text)")
                }
            }
            #expect(failureCount > 20)
        }
        #expect(log.text.contains("no such table"))
    }

    /// Renames all tables but those by which requests are let in.
    private func breakStore(in folder: URL) throws {
        let database = try DatabaseQueue.ofServer(in: folder)
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON")
            for table in [
                "bot", "clone", "chat_session", "chat", "prompt_template", "assistant", "agent", "collection",
                "conversation",
            ] {
                try database.execute(sql: "ALTER TABLE \(table) RENAME TO \(table)_gone")
            }
        }
        try database.close()
    }
}
