package import Foundation
package import Logging

/// A log line as one JSON object: `time`, `level`, `message`, `request_id` where there is one, and the rest of the metadata
/// in `fields`, sorted by name.
///
/// Whatever a value holds, it is one line: control characters are escaped.
package struct JSONLogLine {
    /// The metadata's name of the request's identifier.
    package static let requestIdentifierKey = "request.id"

    /// Without a line break at its end.
    package let text: String

    package init(time: Date, level: Logger.Level, message: String, metadata: Logger.Metadata) {
        var members: [(String, String)] = [
            ("time", Self.string(time.formatted(Self.timeFormat))),
            ("level", Self.string(level.rawValue)),
            ("message", Self.string(message)),
        ]
        var fields = metadata
        if let identifier = fields.removeValue(forKey: Self.requestIdentifierKey) {
            members.append(("request_id", Self.json(identifier)))
        }
        if !fields.isEmpty { members.append(("fields", Self.json(.dictionary(fields)))) }
        text = Self.object(members)
    }

    private static let timeFormat = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    private static func json(_ value: Logger.Metadata.Value) -> String {
        switch value {
        case .string(let text): string(text)
        case .stringConvertible(let value): string("\(value)")
        case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
        case .dictionary(let members): object(members.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) })
        }
    }

    private static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { string($0) + ":" + $1 }.joined(separator: ",") + "}"
    }

    /// RFC 8259, section 7; the line separators of JavaScript are escaped as well.
    private static func string(_ text: String) -> String {
        var escaped = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped + "\""
    }
}
