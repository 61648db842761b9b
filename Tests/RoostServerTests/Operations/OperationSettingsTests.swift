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

    @Test(
        "No more connections than the process may have files, on all ports together; with too few files for any, it is said"
    )
    func descriptors() throws {
        var configuration = ServerConfiguration()
        let refusedCount = configuration.connections.refusedConnectionCount
        #expect(try DescriptorLimit(count: 4096).connectionCount(of: configuration) == 1024)
        #expect(try DescriptorLimit(count: .max).connectionCount(of: configuration) == 1024)
        #expect(try DescriptorLimit(count: 1024).connectionCount(of: configuration) == 768 - 256 - refusedCount)
        configuration.connections.connectionCount = 100
        #expect(try DescriptorLimit(count: 1024).connectionCount(of: configuration) == 100)
        configuration.compatibilityPorts = ServerConfiguration.knownCompatibilityPorts
        let portCount = 1 + configuration.compatibilityPorts.count
        #expect(try DescriptorLimit(count: 1024).connectionCount(of: configuration) == 512 / portCount - refusedCount)
        let error = #expect(throws: ConfigurationError.self) {
            try DescriptorLimit(count: 512).connectionCount(of: configuration)
        }
        #expect(error?.key == "ROOST_MAX_CONNECTIONS" && error?.reason.contains("512") == true)
    }
}
