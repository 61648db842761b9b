import Foundation
import RoostServer
import TestSupport
import Testing

@Suite struct ConfigurationTests {
    @Test("Defaults")
    func defaults() async throws {
        let configuration = try await ServerConfiguration.load(environment: [:])
        #expect(configuration.dataFolder.lastPathComponent == "roost-data")
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 8000)
        #expect(configuration.compatibilityPorts.isEmpty)
        #expect(configuration.masterKey == nil)
        #expect(configuration.maximumBodyByteCount == 10_485_760)
        #expect(configuration.chatTimeToLive == .seconds(7200))
    }

    @Test("Options win over the environment, which wins over the file")
    func precedence() async throws {
        let folder = try TemporaryDirectory()
        let file = folder.url.appending(path: "roost.json")
        let text = #"{"roost": {"port": 1, "host": "file", "maxUploadBytes": 4096, "chatTTL": "3d"}}"#
        try Data(text.utf8).write(to: file)
        var overrides = ServerConfiguration.Overrides()
        overrides.file = file.path
        overrides.port = 3
        overrides.usesCompatibilityPorts = true
        let environment = ["ROOST_PORT": "2", "ROOST_HOST": "environment", "ROOST_API_KEY": "", "ROOST_DATA": "/d"]
        let configuration = try await ServerConfiguration.load(overrides: overrides, environment: environment)
        #expect(configuration.port == 3)
        #expect(configuration.host == "environment")
        #expect(configuration.dataFolder.path == "/d")
        #expect(configuration.masterKey == nil)
        #expect(configuration.maximumBodyByteCount == 4096)
        #expect(configuration.chatTimeToLive == .seconds(3 * 86_400))
        #expect(configuration.compatibilityPorts == [7001, 25_575])
    }

    @Test(
        "A value that cannot be used stops the start with the setting's name",
        arguments: [
            ("ROOST_PORT", "http"), ("ROOST_PORT", "65536"), ("ROOST_PORT", ""), ("ROOST_MAX_UPLOAD_BYTES", "10MB"),
            ("ROOST_MAX_UPLOAD_BYTES", "1"), ("ROOST_CHAT_TTL", "2"), ("ROOST_CHAT_TTL", "-2h"),
            ("ROOST_CHAT_TTL", "99999999999999999y"),
        ]
    )
    func malformed(name: String, value: String) async throws {
        let error = await #expect(throws: ConfigurationError.self) {
            try await ServerConfiguration.load(environment: [name: value])
        }
        #expect(error?.key == name)
    }

    @Test("A missing or broken file stops the start with its name", arguments: [nil, "not JSON", "[1]"])
    func file(text: String?) async throws {
        let folder = try TemporaryDirectory()
        let file = folder.url.appending(path: "roost.json")
        if let text {
            try Data(text.utf8).write(to: file)
        }
        var overrides = ServerConfiguration.Overrides()
        overrides.file = file.path
        let error = await #expect(throws: ConfigurationError.self) {
            try await ServerConfiguration.load(overrides: overrides, environment: [:])
        }
        #expect(error?.key == file.path)
    }
}
