import Foundation
import RoostServer
import TestSupport
import Testing

@Suite("The secret that a data folder keeps") struct TokenSecretTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    @Test("It stays the same, for its owner alone")
    func stays() throws {
        let secret = try TokenSecret.ensure(inDataFolder: folder.url)
        #expect(secret.count >= 32)
        #expect(try TokenSecret.ensure(inDataFolder: folder.url) == secret)
        let path = folder.url.appending(path: "jwt-secret").path
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["jwt-secret"])
    }

    /// Until release 1.0 the file was not synced before it got its name: a power loss could leave it empty, and no server
    /// started any more.
    @Test("One that a power loss left empty is made anew")
    func empty() throws {
        try Data().write(to: folder.url.appending(path: "jwt-secret"))
        let secret = try TokenSecret.ensure(inDataFolder: folder.url)
        #expect(secret.count >= 32)
        #expect(try TokenSecret.ensure(inDataFolder: folder.url) == secret)
    }
}
