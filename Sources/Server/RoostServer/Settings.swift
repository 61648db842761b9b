import Configuration
import Foundation
import RetrievalEngine
import SystemPackage

/// Reads single settings; each error names the setting.
struct Settings {
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
            let variables = try await Self.reading(file) { try Self.environmentForm(ofFile: file) }
            providers.append(EnvironmentVariablesProvider(environmentVariables: variables))
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

    /// `true` or `false`, or another word for one of them.
    func flag(_ key: String) async throws -> Bool? {
        try await Self.reading(Self.environmentName(of: key)) { try await reader.fetchBool(forKey: ConfigKey(key)) }
    }

    /// An http(s) URL.
    func url(_ key: String, default defaultURL: String) async throws -> URL {
        let url = URL(string: try await text(key) ?? defaultURL)
        guard let url, ["http", "https"].contains(url.scheme?.lowercased()), url.host()?.isEmpty == false else {
            // What was found is not shown: people put keys into URLs.
            throw ConfigurationError(
                key: Self.environmentName(of: key),
                reason: "expected a URL such as http://127.0.0.1:11434/v1"
            )
        }
        return url
    }

    /// - Parameter least: The least number before its unit.
    func duration(_ key: String, atLeast least: Int = 1) async throws -> Duration? {
        guard let text = try await text(key) else { return nil }
        guard let unit = text.last.flatMap({ Self.secondsByUnit[$0] }), let count = Int(text.dropLast()),
            count >= least,
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

    /// What a JSON file says under the names that settings have in the environment: `{"ROOST_PORT": 8000}`.
    private static func environmentForm(ofFile file: String) throws -> [String: String] {
        guard case .object(let members) = try JSONParser.parse([UInt8](Data(contentsOf: URL(filePath: file)))) else {
            throw ConfigurationError(key: file, reason: "expected a JSON object")
        }
        var variables: [String: String] = [:]
        for (name, value) in members where name.wholeMatch(of: /[A-Z][A-Z0-9_]*/) != nil {
            switch value {
            case .null: break
            case .string(let text): variables[name] = text
            case .integer(let integer): variables[name] = String(integer)
            case .number(let number): variables[name] = String(number)
            case .bool(let flag): variables[name] = String(flag)
            case .array, .object:
                throw ConfigurationError(key: name, reason: "expected a text, a number, true or false in \(file)")
            }
        }
        return variables
    }

    private static func reading<Value>(_ name: String, _ read: () async throws -> Value) async throws -> Value {
        do {
            return try await read()
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError(key: name, reason: "\(error)")
        }
    }

    /// `roost.maxUploadBytes` → `ROOST_MAX_UPLOAD_BYTES`.
    static func environmentName(of key: String) -> String {
        key.replacing(/[a-z](?=[A-Z])/) { "\($0.output)_" }.replacing(".", with: "_").uppercased()
    }
}
