package import Logging

/// What is logged, and how.
package struct LogSettings: Sendable, Equatable {
    package enum Format: String, Sendable, CaseIterable {
        /// For people.
        case text
        /// One JSON object a line, for programs.
        case json
    }

    package var format = Format.text
    package var level = Logger.Level.info

    package init() {}

    /// Has everything logged to standard error; to be called once, before anything is logged.
    package func bootstrap() {
        LoggingSystem.bootstrap { [self] label in
            var handler: any LogHandler =
                switch format {
                case .text: StreamLogHandler.standardError(label: label)
                case .json: JSONLogHandler()
                }
            handler.logLevel = level
            return handler
        }
    }
}

extension Settings {
    /// - `roost.logFormat` (`text` or `json`, default `text`), `roost.logLevel` (`trace`, `debug`, `info`, `notice`,
    ///   `warning`, `error` or `critical`, default `info`).
    func logSettings() async throws -> LogSettings {
        var settings = LogSettings()
        if let name = try await text("roost.logFormat") {
            guard let format = LogSettings.Format(rawValue: name.lowercased()) else {
                throw ConfigurationError(key: "ROOST_LOG_FORMAT", reason: "expected text or json, found '\(name)'")
            }
            settings.format = format
        }
        if let name = try await text("roost.logLevel") {
            guard let level = Logger.Level(rawValue: name.lowercased()) else {
                let names = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
                throw ConfigurationError(key: "ROOST_LOG_LEVEL", reason: "expected one of \(names), found '\(name)'")
            }
            settings.level = level
        }
        return settings
    }
}
