import DocumentStore
import Foundation
import TestSupport
import Testing

@Suite("Who may use a data folder") struct DataFolderTests {
    private let directory: TemporaryDirectory
    private var folder: URL { directory.url.appending(path: "data") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func mode(of url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }

    private func setMode(_ mode: Int, of url: URL) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    }

    @Test("A new folder and its files are for their owner alone, also while the store is open")
    func newFolder() throws {
        let store = try SQLiteStore(folder: folder)
        try store.openOrCreateCollection(named: "c", owner: .local, model: .tiny).add("a.txt", "herons")
        #expect(try mode(of: folder) == 0o700)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.contains("roost.sqlite-wal"))
        for name in names {
            #expect(try mode(of: folder.appending(path: name)) == 0o600, "\(name)")
        }
    }

    @Test("A folder of an earlier release that others could look into is closed to them")
    func openFolder() throws {
        _ = try SQLiteStore(folder: folder)
        try setMode(0o755, of: folder)
        try setMode(0o644, of: folder.appending(path: "roost.sqlite"))
        _ = try SQLiteStore(folder: folder)
        #expect(try mode(of: folder) == 0o700)
        #expect(try mode(of: folder.appending(path: "roost.sqlite")) == 0o600)
    }

    @Test("A folder that holds other things as well stays as open as it was")
    func sharedFolder() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try setMode(0o755, of: folder)
        try Data().write(to: folder.appending(path: "notes.txt"))
        _ = try SQLiteStore(folder: folder)
        #expect(try mode(of: folder) == 0o755)
        #expect(try mode(of: folder.appending(path: "roost.sqlite")) == 0o600)
    }

    @Test("The lock is one holder's at a time, and tells who has it")
    func lock() throws {
        do {
            let lock = try DataFolderLock(folder: folder)
            let error = #expect(throws: StoreError.self) { try DataFolderLock(folder: folder) }
            #expect(error?.code == .busy)
            #expect(error?.message.contains("process \(ProcessInfo.processInfo.processIdentifier) ") == true)
            withExtendedLifetime(lock) {}
        }
        _ = try DataFolderLock(folder: folder)
    }

    /// A process that was killed leaves its number, and the next holder has the lock before it has told its own.
    @Test("The lock never names a process that is gone")
    func staleHolder() throws {
        let file = folder.appending(path: "server.lock")
        do {
            let lock = try DataFolderLock(folder: folder)
            let process = Process()
            process.executableURL = URL(filePath: "/bin/true")
            try process.run()
            process.waitUntilExit()
            for text in ["\(process.processIdentifier)\n", "-1\n", "0\n", "", "x"] {
                try FileHandle(forWritingTo: file).truncate(atOffset: 0)
                try FileHandle(forWritingTo: file).write(contentsOf: Data(text.utf8))
                let error = #expect(throws: StoreError.self) { try DataFolderLock(folder: folder) }
                #expect(error?.message.hasPrefix("another process has the data folder") == true, "\(text)")
            }
            withExtendedLifetime(lock) {}
        }
        #expect(try Data(contentsOf: file).isEmpty)
    }

    @Test("A draft is one writer's at a time; what one that was killed leaves is removed, and nothing else")
    func drafts() throws {
        let target = directory.url.appending(path: "backup")
        let unfinished = directory.url.appending(path: "backup.unfinished")
        let draft = try DraftFolder(of: target)
        #expect(try mode(of: unfinished) == 0o700)
        let error = #expect(throws: StoreError.self) { try DraftFolder(of: target) }
        #expect(error?.code == .busy)
        draft.remove()
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path) == [])
        // As a killed process leaves it.
        #expect(unsafe mkdir(unfinished.path, 0o700) == 0)
        for name in ["lock", "database", "database-journal", "database-wal", "database-shm", "foreign"] {
            try Data("old".utf8).write(to: unfinished.appending(path: name))
        }
        let next = try DraftFolder(of: target)
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: unfinished.path)) == ["lock", "foreign"])
        next.remove()
        #expect(try FileManager.default.contentsOfDirectory(atPath: unfinished.path) == ["foreign"])
    }

    @Test("A folder that others may look into is no place for a draft, nor is a link or a file")
    func foreignDrafts() throws {
        let unfinished = directory.url.appending(path: "backup.unfinished")
        func expectRefusal() {
            let error = #expect(throws: StoreError.self) {
                try DraftFolder(of: directory.url.appending(path: "backup"))
            }
            #expect(error?.code == .alreadyExists && error?.message.contains(unfinished.path) == true)
        }
        try FileManager.default.createDirectory(at: unfinished, withIntermediateDirectories: false)
        try setMode(0o755, of: unfinished)
        expectRefusal()
        try setMode(0o700, of: unfinished)
        let elsewhere = directory.url.appending(path: "elsewhere")
        try FileManager.default.moveItem(at: unfinished, to: elsewhere)
        try FileManager.default.createSymbolicLink(at: unfinished, withDestinationURL: elsewhere)
        expectRefusal()
        try FileManager.default.removeItem(at: unfinished)
        try Data().write(to: unfinished)
        expectRefusal()
    }

    @Test("The store is open to others while one holds the lock")
    func besideLock() throws {
        let lock = try DataFolderLock(folder: folder)
        let store = try SQLiteStore(folder: folder)
        #expect(try store.integrityProblems() == [])
        withExtendedLifetime(lock) {}
    }

    @Test("A durable file is made once, replaced whole, and its owner's alone")
    func durableFiles() throws {
        let file = directory.url.appending(path: "secret")
        try DurableFile.create(file, Array("first".utf8))
        try DurableFile.create(file, Array("second".utf8))
        #expect(try String(contentsOf: file, encoding: .utf8) == "first")
        try DurableFile.replace(file, with: Array("third".utf8))
        #expect(try String(contentsOf: file, encoding: .utf8) == "third")
        #expect(try mode(of: file) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path) == ["secret"])
    }
}
