import Foundation
import HTTPTypes
import Logging
import RoostServer
import Synchronization
import TestSupport
import Testing

/// What may be read of secrets by whoever gets hold of the data folder or of the log.
@Suite(.enabled(if: TestServer.isAvailable), .timeLimit(.minutes(2)))
struct SecretStorageTests {
    @Test("No file of the data folder has a key or token in it, and no line of the log has one, or any text")
    func nothingStored() async throws {
        let folder = try TemporaryDirectory()
        let log = CapturedLog()
        let word = "zephyrine"
        let tokens = try await TestServer.run(dataFolder: folder.url, logger: log.logger, collecting: word)
        let files = try Self.contents(of: folder.url)
        #expect(files.contains { $0.firstRange(of: Data(word.utf8)) != nil }, "texts are stored as they are")
        for secret in tokens + [TestServer.masterKey, String(decoding: TestServer.tokenSecret, as: UTF8.self)] {
            #expect(!secret.isEmpty)
            for file in files { #expect(file.firstRange(of: Data(secret.utf8)) == nil) }
            #expect(!log.text.contains(secret))
        }
        #expect(log.text.contains("http.path"))
        #expect(!log.text.contains(word))
    }

    /// The bytes of every file below a folder.
    private static func contents(of folder: URL) throws -> [Data] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try paths.map { folder.appending(path: $0) }
            .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
            .map { try Data(contentsOf: $0) }
    }
}

extension TestServer {
    /// Uses every API, with good and bad secrets, and returns those that were used.
    fileprivate static func run(
        dataFolder: URL,
        logger: Logger,
        collecting word: String
    ) async throws -> [String] {
        let used = Mutex<[String]>([])
        try await run(dataFolder: dataFolder, logger: logger) { server in
            let tenant = try await Tenant("ann", secret: word, on: server)
            let token = try await token(for: "ann")
            let wrong = "a-wrong-key-that-somebody-sent"
            for call in try await server.description().operations.map(RouteCall.init) where !call.deletes {
                _ = try await call.send(by: tenant)
            }
            _ = try await server.send(.get, "/bots/absent/manage/about?api_key=\(wrong)", key: wrong)
            _ = try await server.send(.get, "/api/clones", headers: [.authorization: "Bearer \(token)x"])
            used.withLock { $0 = [tenant.botKey, token, wrong] }
        }
        return used.withLock(\.self)
    }
}
