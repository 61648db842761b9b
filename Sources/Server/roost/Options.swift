public import ArgumentParser
import Foundation
public import RetrievalEngine
import RoostServer

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: "The data folder. (env: ROOST_DATA, default: ./roost-data)")
    var data: String?

    @Option(name: .long, help: "A JSON file with further settings; options and environment go before it.")
    var config: String?

    @Flag(name: .long, help: "Print one JSON object on standard output.")
    var json = false

    /// The settings: these options, then the environment, `.env`, the JSON file, defaults.
    func settings() async throws -> ServerConfiguration {
        try await ServerConfiguration.load(overrides: overrides)
    }

    /// The settings of a command that encodes; says on standard error when another precision runs than was asked for.
    ///
    /// - Parameter precision: The command's option, which goes before all other settings.
    func encoderSettings(precision: Precision? = nil) async throws -> ServerConfiguration {
        var overrides = overrides
        overrides.precision = precision
        let settings = try await ServerConfiguration.load(overrides: overrides)
        if let notice = settings.precisionNotice {
            FileHandle.standardError.write(Data("\(notice)\n".utf8))
        }
        return settings
    }

    /// These options as settings that go before all others.
    var overrides: ServerConfiguration.Overrides {
        var overrides = ServerConfiguration.Overrides()
        overrides.data = data
        overrides.file = config
        return overrides
    }

    /// Prints a result: as one JSON object when asked for, else as text.
    func report(_ result: some Encodable, text: () -> String) throws {
        guard json else {
            print(text())
            return
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(result), as: UTF8.self))
    }
}

/// The encoder's precision, for commands that take it as an option; for the others it is a setting.
struct PrecisionOptions: ParsableArguments {
    @Option(
        name: .long,
        help:
            "The encoder's number precision: fp32, bf16 or int8. (env: ROOST_PRECISION, default: \(Precision.standard))"
    )
    var precision: Precision?
}

extension Precision: ExpressibleByArgument {}
