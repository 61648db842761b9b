import Logging
import RoostServer
import Testing

@Suite("Settings of operations") struct OperationSettingsTests {
    @Test("Defaults")
    func defaults() async throws {
        let configuration = try await ServerConfiguration.load(environment: [:])
        #expect(configuration.log == LogSettings())
        #expect(configuration.log.format == .text && configuration.log.level == .info)
        #expect(configuration.shutdownDeadline == .seconds(30))
        #expect(configuration.connections.connectionCount == 1024)
    }

    @Test("Values of the environment, before which options go")
    func values() async throws {
        var overrides = ServerConfiguration.Overrides()
        overrides.logLevel = "debug"
        let environment = [
            "ROOST_LOG_FORMAT": "JSON", "ROOST_LOG_LEVEL": "error", "ROOST_SHUTDOWN_DEADLINE": "5s",
            "ROOST_MAX_CONNECTIONS": "7",
        ]
        let configuration = try await ServerConfiguration.load(overrides: overrides, environment: environment)
        #expect(configuration.log.format == .json && configuration.log.level == .debug)
        #expect(configuration.shutdownDeadline == .seconds(5))
        #expect(configuration.connections.connectionCount == 7)
    }

    @Test(
        "What cannot be used stops the start, with the setting's name",
        arguments: [
            ("ROOST_LOG_FORMAT", "xml"), ("ROOST_LOG_LEVEL", "loud"), ("ROOST_SHUTDOWN_DEADLINE", "soon"),
            ("ROOST_MAX_CONNECTIONS", "0"),
        ]
    )
    func mistakes(key: String, value: String) async throws {
        let error = await #expect(throws: ConfigurationError.self) {
            try await ServerConfiguration.load(environment: [key: value])
        }
        #expect(error?.key == key)
    }
}
