import Logging
import RoostServer
import Testing

@Suite("Settings of operations") struct OperationSettingsTests {
    @Test("Defaults")
    func defaults() async throws {
        let configuration = try await ServerConfiguration.load(environment: [:])
        #expect(configuration.log == LogSettings())
        #expect(configuration.log.format == .text && configuration.log.level == .info)
        #expect(configuration.shutdownDeadline == .seconds(30) && configuration.drainDelay == .zero)
        #expect(configuration.connections.connectionCount == 1024)
    }

    @Test("Values of the environment, before which options go")
    func values() async throws {
        var overrides = ServerConfiguration.Overrides()
        overrides.logLevel = "debug"
        let environment = [
            "ROOST_LOG_FORMAT": "JSON", "ROOST_LOG_LEVEL": "error", "ROOST_SHUTDOWN_DEADLINE": "5s",
            "ROOST_MAX_CONNECTIONS": "7", "ROOST_DRAIN_DELAY": "4s",
        ]
        let configuration = try await ServerConfiguration.load(overrides: overrides, environment: environment)
        #expect(configuration.log.format == .json && configuration.log.level == .debug)
        #expect(configuration.shutdownDeadline == .seconds(5) && configuration.drainDelay == .seconds(4))
        #expect(configuration.connections.connectionCount == 7)
    }

    @Test(
        "What cannot be used stops the start, with the setting's name",
        arguments: [
            ("ROOST_LOG_FORMAT", "xml"), ("ROOST_LOG_LEVEL", "loud"), ("ROOST_SHUTDOWN_DEADLINE", "soon"),
            ("ROOST_MAX_CONNECTIONS", "0"), ("ROOST_DRAIN_DELAY", "30s"),
        ]
    )
    func mistakes(key: String, value: String) async throws {
        let error = await #expect(throws: ConfigurationError.self) {
            try await ServerConfiguration.load(environment: [key: value])
        }
        #expect(error?.key == key)
    }

    @Test("More connections than the process may have files are refused, with what they need")
    func descriptors() throws {
        var configuration = ServerConfiguration()
        try DescriptorLimit(count: 4096).check(configuration)
        let error = #expect(throws: ConfigurationError.self) {
            try DescriptorLimit(count: 1024).check(configuration)
        }
        #expect(error?.key == "ROOST_MAX_CONNECTIONS" && error?.reason.contains("1877") == true)
        configuration.connections.connectionCount = 100
        try DescriptorLimit(count: 1024).check(configuration)
        configuration.compatibilityPorts = ServerConfiguration.knownCompatibilityPorts
        #expect(throws: ConfigurationError.self) { try DescriptorLimit(count: 1024).check(configuration) }
    }
}
