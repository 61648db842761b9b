import DocumentStore
import Foundation
import RetrievalEngine
import TestSupport
import Testing

/// Holders of jobs are named by the boot, the namespace of process numbers, the number and the start of their process.
@Suite("Whether the process that runs a job has ended", .timeLimit(.minutes(1)))
struct ProcessIdentityTests {
    private let folder: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        folder = try TemporaryDirectory()
        store = try SQLiteStore(folder: folder.url.appending(path: "data"))
    }

    private func hasEnded(_ holder: String) throws -> Bool {
        let job = NewJob(kind: .ingest, subject: JobSubject(owner: .local, collection: "c"), items: [])
        let claimant = JobClaimant(holder: holder, now: 0, leaseEnd: 1)
        _ = try store.addJob(job, now: 0, claimant: claimant)
        return try store.endedJobHolders().contains(holder)
    }

    /// The state and the start of a process, the third and the 22nd field (proc(5)).
    private static func status(of process: Int32) throws -> (state: String, start: String) {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let end = try #require(text.lastIndex(of: ")"))
        let fields = text[text.index(after: end)...].split(separator: " ").map(String.init)
        return (fields[0], fields[19])
    }

    private static var boot: String {
        get throws {
            try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8).filter { !$0.isNewline }
        }
    }

    private static func holder(_ process: Int32) throws -> String {
        let namespace = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        return "\(try boot) \(namespace) \(process) \(try status(of: process).start)"
    }

    @Test("This process lives; another one had its number if it began at another time")
    func ownNumber() throws {
        let own = try Self.holder(getpid())
        #expect(try !hasEnded(own))
        #expect(try hasEnded(own + "0"))
    }

    @Test("Of a process of another boot or container, or under a name of another form, nothing is known")
    func elsewhere() throws {
        let parts = try Self.holder(getpid()).split(separator: " ").map(String.init)
        #expect(try !hasEnded("other \(parts[1]) 1 0"))
        #expect(try !hasEnded("\(parts[0]) pid:[1] 1 0"))
        for text in ["", "somebody", "\(parts[0]) \(parts[1]) x 0", "\(parts[0]) \(parts[1]) 1", " \(parts[1]) 1 "] {
            #expect(try !hasEnded(text), "\(text)")
        }
    }

    @Test("A program may be named like the rest of a process's status")
    func parentheses() throws {
        let program = folder.url.appending(path: "a) Z 1 (b")
        try FileManager.default.copyItem(at: URL(filePath: "/bin/sh").resolvingSymlinksInPath(), to: program)
        let process = Process()
        process.executableURL = program
        process.arguments = ["-c", "read line"]
        process.standardInput = Pipe()
        try process.run()
        defer { process.kill() }
        // Until then it is a copy of this one.
        while try !String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8).contains("(b)") {
            usleep(1000)
        }
        let holder = try Self.holder(process.processIdentifier)
        #expect(try !hasEnded(holder))
        process.kill()
        #expect(try hasEnded(holder))
    }

    @Test("A process has ended also while nobody has waited for it")
    func zombie() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        // Whoever takes the shell's place does not know of its child.
        process.arguments = ["-c", "true & echo $!; exec tail -f /dev/null"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        defer { process.kill() }
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
            line += try #require(try output.fileHandleForReading.read(upToCount: 1))
        }
        let child = try #require(Int32(String(decoding: line, as: UTF8.self).filter { !$0.isNewline }))
        while try Self.status(of: child).state != "Z" { usleep(1000) }
        #expect(try hasEnded(Self.holder(child)))
    }
}
