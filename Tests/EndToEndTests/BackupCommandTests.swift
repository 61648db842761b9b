import DocumentStore
import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("roost backup and restore, ended on the way", .timeLimit(.minutes(5)))
struct BackupCommandTests {
    private let directory: TemporaryDirectory
    private var folder: URL { directory.url.appending(path: "data") }
    private var file: URL { directory.url.appending(path: "backup") }
    private var program: Program { Program(dataFolder: folder) }

    init() throws {
        directory = try TemporaryDirectory()
        // Enough to copy that a process can be caught at it.
        let collection = try SQLiteStore(folder: directory.url.appending(path: "data")).openOrCreateCollection(
            named: "notes",
            owner: .local,
            model: EmbeddingModelIdentity(name: "tiny", dimension: 4)
        )
        let text = String(repeating: "heron ", count: 2 << 20)
        for number in 0..<6 {
            let document = NewDocument(
                name: "\(number).txt",
                mediaType: "text/plain",
                sha256: Array(repeating: UInt8(number), count: 32),
                byteCount: text.utf8.count,
                text: text,
                uploadedAt: 1_700_000_000
            )
            let chunk = NewChunk(
                text: "heron",
                utf8Range: 0..<5,
                scalarRange: 0..<5,
                tokenCount: 1,
                vector: [1, 0, 0, 0],
                lexicalTitle: "",
                lexicalText: "heron"
            )
            _ = try collection.replaceDocument(document, chunks: [chunk], policy: .replace)
        }
    }

    private func names(in folder: URL) -> Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    }

    /// Runs the program and sends it a signal as soon as it has begun; once more when it was done before that.
    private func interrupted(
        _ arguments: [String],
        by signal: Int32,
        hasBegun: () -> Bool
    ) async throws -> Program.Output {
        while true {
            let started = Signal<pid_t>()
            async let ended = program.run(arguments) { started.fire($0) }
            let process = try await started.wait()
            while !hasBegun(), kill(process, 0) == 0 {
                try await Task.sleep(for: .milliseconds(1))
            }
            kill(process, signal)
            let output = try await ended
            if output.status != 0 { return output }
        }
    }

    private func interruptedBackup(by signal: Int32) async throws -> Program.Output {
        let draft = directory.url.appending(path: "backup.unfinished")
        return try await interrupted(["backup", file.path], by: signal) { names(in: draft).contains("database") }
    }

    private func interruptedRestore(to target: URL, by signal: Int32) async throws -> Program.Output {
        try await interrupted(["restore", file.path, "--replace", "--data", target.path], by: signal) {
            names(in: target).contains { $0.hasPrefix("restore-") }
        }
    }

    @Test("What kill -9 leaves of a backup or a restore, the next one removes")
    func killed() async throws {
        _ = try await interruptedBackup(by: SIGKILL)
        #expect(names(in: directory.url).contains("backup.unfinished"))
        #expect(try await program.run("backup", file.path).status == 0)
        #expect(names(in: directory.url) == ["data", "backup"])

        let target = directory.url.appending(path: "target")
        _ = try await interruptedRestore(to: target, by: SIGKILL)
        #expect(names(in: target).contains { $0.hasPrefix("restore-") })
        #expect(try await program.run("restore", file.path, "--replace", "--data", target.path).status == 0)
        #expect(!names(in: target).contains { $0.hasPrefix("restore-") })
        #expect(try await program.run("doctor", "--data", target.path).status == 0)
        let notes = try SQLiteStore(folder: target).openCollection(named: "notes", owner: .local)
        #expect(try notes?.documents().count == 6)
    }

    @Test("A signal ends a backup or a restore, and nothing is left of it", arguments: [SIGTERM, SIGINT])
    func interrupted(signal: Int32) async throws {
        let backup = try await interruptedBackup(by: signal)
        #expect(backup.status == 1 && backup.standardError.contains("ended by a signal"), "\(backup)")
        #expect(names(in: directory.url).isSubset(of: ["data", "backup"]))

        #expect(try await program.run("backup", file.path).status == 0)
        let target = directory.url.appending(path: "target")
        let restore = try await interruptedRestore(to: target, by: signal)
        #expect(restore.status == 1 && restore.standardError.contains("ended by a signal"), "\(restore)")
        #expect(!names(in: target).contains { $0.hasPrefix("restore-") })
        // It still holds nothing, or what a restore before it brought.
        #expect(try await program.run("doctor", "--data", target.path).status == 0)
    }
}
