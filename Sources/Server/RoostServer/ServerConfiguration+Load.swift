import Configuration
import Foundation
import SystemPackage

extension ServerConfiguration {
    /// What the command line says; what it does not say is nil.
    package struct Overrides: Sendable {
        package var data: String?
        package var models: String?
        package var host: String?
        package var port: Int?
        package var usesCompatibilityPorts = false
        /// A JSON file with further settings.
        package var file: String?

        package init() {}
    }

    /// Reads the settings: from the command line, then the environment, then `.env` of the working directory, then the
    /// JSON file; the first that has a setting wins.
    ///
    /// In the JSON file a setting is `{"roost": {"maxUploadBytes": 1048576}}` where the environment has
    /// `ROOST_MAX_UPLOAD_BYTES`. An empty text counts as unset.
    ///
    /// - `roost.data` (text, default `./roost-data`): the data folder.
    /// - `roost.models` (text, optional): the folder of models.
    /// - `roost.host` (text, default `127.0.0.1`), `roost.port` (integer, default 8000, 0…65535; 0 picks a free one).
    /// - `roost.apiKey` (text, optional, secret): CriaBot's master key.
    /// - `roost.maxUploadBytes` (integer, default 10 MiB, at least 1024): limit of a request's body.
    /// - `roost.chatTTL` (text, default `2h`): how long chats last, an integer and `s`, `h`, `d`, `w`, `m` (30 days)
    ///   or `y` (365 days).
    ///
    /// - Throws: ``ConfigurationError`` for a value that cannot be used, with the setting's name.
    package static func load(
        overrides: Overrides = Overrides(),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> ServerConfiguration {
        let settings = try await Settings(overrides: overrides, environment: environment)
        var configuration = ServerConfiguration()
        if let data = try await settings.text("roost.data") {
            configuration.dataFolder = URL(filePath: data)
        }
        configuration.modelsFolder = try await settings.text("roost.models").map { URL(filePath: $0) }
        configuration.host = try await settings.text("roost.host") ?? configuration.host
        configuration.port = try await settings.integer("roost.port", in: 0...65_535) ?? configuration.port
        configuration.masterKey = try await settings.text("roost.apiKey", isSecret: true).map(APIKey.init)
        configuration.maximumBodyByteCount =
            try await settings.integer("roost.maxUploadBytes", in: 1024...Int(Int32.max))
            ?? configuration.maximumBodyByteCount
        configuration.chatTimeToLive = try await settings.duration("roost.chatTTL") ?? configuration.chatTimeToLive
        if overrides.usesCompatibilityPorts {
            configuration.compatibilityPorts = knownCompatibilityPorts.filter { $0 != configuration.port }
        }
        return configuration
    }
}

/// Reads single settings; each error names the setting.
private struct Settings {
    private let reader: ConfigReader

    init(overrides: ServerConfiguration.Overrides, environment: [String: String]) async throws {
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "options", values: overrides.values),
            EnvironmentVariablesProvider(environmentVariables: environment),
            try await Self.reading(".env") {
                try await EnvironmentVariablesProvider(environmentFilePath: ".env", allowMissing: true)
            },
        ]
        if let file = overrides.file {
            providers.append(
                try await Self.reading(file) { try await FileProvider<JSONSnapshot>(filePath: FilePath(file)) }
            )
        }
        reader = ConfigReader(providers: providers)
    }

    func text(_ key: String, isSecret: Bool = false) async throws -> String? {
        let text = try await Self.reading(Self.environmentName(of: key)) {
            try await reader.fetchString(forKey: ConfigKey(key), isSecret: isSecret)
        }
        return text?.isEmpty == true ? nil : text
    }

    func integer(_ key: String, in range: ClosedRange<Int>) async throws -> Int? {
        let name = Self.environmentName(of: key)
        let integer = try await Self.reading(name) { try await reader.fetchInt(forKey: ConfigKey(key)) }
        guard let integer, !range.contains(integer) else { return integer }
        throw ConfigurationError(
            key: name,
            reason: "expected \(range.lowerBound) to \(range.upperBound), found \(integer)"
        )
    }

    func duration(_ key: String) async throws -> Duration? {
        guard let text = try await text(key) else { return nil }
        guard let unit = text.last.flatMap({ Self.secondsByUnit[$0] }), let count = Int(text.dropLast()), count >= 1,
            case let (seconds, isTooLong) = count.multipliedReportingOverflow(by: unit), !isTooLong, seconds < 1 << 40
        else {
            throw ConfigurationError(
                key: Self.environmentName(of: key),
                reason: "expected a number and one of s, h, d, w, m, y, such as 2h, found '\(text)'"
            )
        }
        return .seconds(seconds)
    }

    private static let secondsByUnit: [Character: Int] = [
        "s": 1, "h": 3600, "d": 86_400, "w": 7 * 86_400, "m": 30 * 86_400, "y": 365 * 86_400,
    ]

    private static func reading<Value>(_ name: String, _ read: () async throws -> Value) async throws -> Value {
        do {
            return try await read()
        } catch {
            throw ConfigurationError(key: name, reason: "\(error)")
        }
    }

    /// `roost.maxUploadBytes` → `ROOST_MAX_UPLOAD_BYTES`.
    private static func environmentName(of key: String) -> String {
        key.replacing(/[a-z](?=[A-Z])/) { "\($0.output)_" }.replacing(".", with: "_").uppercased()
    }
}

extension ServerConfiguration.Overrides {
    fileprivate var values: [AbsoluteConfigKey: ConfigValue] {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        values[AbsoluteConfigKey(["roost", "data"])] = data.map { ConfigValue(.string($0), isSecret: false) }
        values[AbsoluteConfigKey(["roost", "models"])] = models.map { ConfigValue(.string($0), isSecret: false) }
        values[AbsoluteConfigKey(["roost", "host"])] = host.map { ConfigValue(.string($0), isSecret: false) }
        values[AbsoluteConfigKey(["roost", "port"])] = port.map { ConfigValue(.int($0), isSecret: false) }
        return values
    }
}
