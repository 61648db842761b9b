import Foundation
import HTTPFormats

/// The events of a streamed reply: its text as it is, piece by piece, and `[DONE]` at the end.
///
/// Clients read the events line by line and take a line `[DONE]` for the end, so no text may look like it. Line breaks at
/// the end of a piece wait for what follows, so that no event is blank; at the end of the reply they are left out.
struct ReplyEvents {
    private static let end = "[DONE]"
    private var held = ""

    /// What is sent when nothing else was for a while; clients ignore it.
    static let ping = Array(": ping\n\n".utf8)

    /// The events of a piece, encoded; empty when the piece waits for the next.
    mutating func append(_ piece: String) -> [UInt8] {
        let text = held + piece
        let rest = text.lastIndex { !$0.isLineEnd }.map { text[text.index(after: $0)...] } ?? text[...]
        let shown = text[..<rest.startIndex]
        guard shown.trimmedOfSpace != Self.end else {
            held = text
            return []
        }
        held = String(rest)
        return Self.events(of: shown)
    }

    /// What was held back, and the end.
    mutating func finish() -> [UInt8] {
        let shown = held.lastIndex { !$0.isLineEnd }.map { held[...$0] } ?? ""
        held = ""
        return Self.events(of: shown) + ServerSentEvent(Self.end).encoded
    }

    /// The event after which nothing follows, not even `[DONE]`.
    ///
    /// - Parameter detail: Why the reply broke off.
    static func failure(_ detail: String) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let body = try encoder.encode(["detail": detail])
        return ServerSentEvent(String(decoding: body, as: UTF8.self), name: "error").encoded
    }

    /// Mostly one event; more when a line has to be cut so that it does not look like the end.
    private static func events(of text: Substring) -> [UInt8] {
        guard !text.isEmpty else { return [] }
        guard text.contains(end) else { return ServerSentEvent(String(text)).encoded }
        var events: [String] = [""]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isLineEnd).enumerated() {
            events[events.count - 1] += index == 0 ? "" : "\n"
            if line.trimmedOfSpace == end, let bracket = line.firstIndex(of: "[") {
                events[events.count - 1] += line[...bracket]
                events.append(String(line[line.index(after: bracket)...]))
            } else {
                events[events.count - 1] += line
            }
        }
        return events.flatMap { ServerSentEvent($0).encoded }
    }
}

extension Character {
    /// Whether clients take it for the end of a line.
    var isLineEnd: Bool { self == "\n" || self == "\r" || self == "\r\n" }
}

extension StringProtocol {
    /// The text without white space at its ends.
    fileprivate var trimmedOfSpace: String { String(self).trimmed }
}
