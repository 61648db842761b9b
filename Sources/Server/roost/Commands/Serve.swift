import ArgumentParser
import Logging
import RoostServer

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the HTTP APIs.",
        discussion: """
            One line 'listening on http://HOST:PORT' on standard error says that requests are accepted. SIGTERM and \
            SIGINT end the server after the requests in progress, a second one at once. The master key is that of \
            ROOST_API_KEY; without it one is made on the first start and shown once. One server at a time runs on a \
            data folder; the other commands may be used beside it.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: "The address to listen on. (env: ROOST_HOST, default: 127.0.0.1)")
    var host: String?

    @Option(name: .long, help: "The port; 0 picks a free one. (env: ROOST_PORT, default: 8000)")
    var port: Int?

    @Flag(name: .long, help: "Also listen on ports 7001 and 25575, which older clients expect.")
    var compatPorts = false

    @Option(name: .long, help: "The form of the log: text or json. (env: ROOST_LOG_FORMAT, default: text)")
    var logFormat: String?

    @Option(
        name: .long,
        help:
            "What is logged: trace, debug, info, notice, warning, error or critical. (env: ROOST_LOG_LEVEL, default: info)"
    )
    var logLevel: String?

    func validate() throws {
        guard let port, !(0...65_535).contains(port) else { return }
        throw ValidationError("--port is 0 to 65535, found \(port)")
    }

    func run() async throws {
        var overrides = common.overrides
        overrides.host = host
        overrides.port = port
        overrides.logFormat = logFormat
        overrides.logLevel = logLevel
        overrides.usesCompatibilityPorts = compatPorts
        let settings = try await ServerConfiguration.load(overrides: overrides)
        settings.log.bootstrap()
        let logger = Logger(label: "roost")
        try await serve(configuration: settings, logger: logger)
    }
}
