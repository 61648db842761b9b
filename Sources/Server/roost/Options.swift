import ArgumentParser
import Foundation
import RetrievalEngine
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

/// The number precisions of the encoder that the command line knows.
enum Precision: String, ExpressibleByArgument, CaseIterable {
    case fp32
}
