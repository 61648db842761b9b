import Foundation
import Logging
import RoostServer
import TestSupport
import Testing

/// Who may read what the server keeps.
@Suite(.enabled(if: TestServer.isAvailable))
struct FileModeTests {
    private func mode(_ url: URL) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int) & 0o777
    }

    /// Runs a server that stores something, and looks at its files.
    private func serve(_ folder: URL, logger: Logger? = nil) async throws {
        let ignore = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await TestServer.run(dataFolder: folder, logger: logger ?? ignore) { server in
            let bot = UUID().uuidString
            _ = try await server.makeBot(bot)
            try await server.upload("notes", nodes: ["The heron nests in May."], to: bot)
            _ = try TokenSecret.ensure(inDataFolder: folder)
            // While it runs: the database's log is a file of its own.
            try expectPrivateFiles(in: folder)
        }
    }

    private func expectPrivateFiles(in folder: URL) throws {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        #expect(paths.contains("roost.sqlite"))
        for path in paths {
            #expect(try mode(folder.appending(path: path)) & 0o077 == 0, "\(path)")
        }
    }

    @Test("A new data folder is for its owner only, and so is every file in it")
    func newFolder() async throws {
        let outer = try TemporaryDirectory()
        let folder = outer.url.appending(path: "a/data")
        try await serve(folder)
        #expect(try mode(folder) == 0o700)
        #expect(try mode(folder.appending(path: "jwt-secret")) == 0o600)
    }

    @Test("A folder that others may look into and that holds nothing else is taken away from them")
    func openedFolder() async throws {
        let folder = try TemporaryDirectory()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path)
        try await serve(folder.url)
        #expect(try mode(folder.url) == 0o700)
    }

    @Test("In a folder of others as well the files are private all the same, and the log says that names show")
    func sharedFolder() async throws {
        let folder = try TemporaryDirectory()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path)
        let foreign = folder.url.appending(path: "notes.txt").path
        #expect(FileManager.default.createFile(atPath: foreign, contents: nil, attributes: [.posixPermissions: 0o600]))
        try await serve(folder.url)
        #expect(try mode(folder.url) == 0o755)
        let log = CapturedLog()
        var configuration = ServerConfiguration()
        configuration.dataFolder = folder.url
        configuration.warnOfOpenFolder(log.logger)
        #expect(log.text.contains("755"))
    }

    @Test("Files that others could read are taken away from them at the next start")
    func tightened() async throws {
        let folder = try TemporaryDirectory()
        try await serve(folder.url)
        for name in ["roost.sqlite", "jwt-secret"] {
            let path = folder.url.appending(path: name).path
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        }
        try await serve(folder.url)
    }

    @Test("A folder for its owner only gives no warning")
    func privateFolder() throws {
        let folder = try TemporaryDirectory()
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.url.path)
        let log = CapturedLog()
        var configuration = ServerConfiguration()
        configuration.dataFolder = folder.url
        configuration.warnOfOpenFolder(log.logger)
        #expect(log.text.isEmpty)
    }
}
