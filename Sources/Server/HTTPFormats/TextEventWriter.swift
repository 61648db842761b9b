/// Turns the pieces of a text, as a language model gives them, into events whose data are the text itself, up to the
/// event `[DONE]`.
///
/// Who joins the data of all events before `[DONE]` has the text, byte for byte, but that CR and CRLF arrive as LF; this
/// also holds where a CRLF lies across two pieces. An event's data are never empty. For clients that look at single
/// lines:
///
/// - No line has `[DONE]` in it but the last: where the text has it, an event ends within it (`[DO`, `NE]`).
/// - No event has nothing but line breaks: they wait for the next piece that has more, and are an event of their own only
///   at the end of the text.
package struct TextEventWriter: Sendable {
    private static let end: [UInt8] = Array("[DONE]".utf8)
    /// How much of ``end`` goes into the event that ends within it.
    private static let splitCount = 3

    private var waitingLineBreakCount = 0
    private var endsInCarriageReturn = false

    package init() {}

    /// The events for the next piece, encoded; empty when it is to wait for the piece after it.
    ///
    /// - Complexity: O(bytes).
    package mutating func events(for piece: String) -> [UInt8] {
        let text = withPlainLineBreaks(piece)
        guard text.contains(where: { $0 != .lineFeed }) else {
            waitingLineBreakCount += text.count
            return []
        }
        return Self.events(for: takeLineBreaks() + text)
    }

    /// What is left, and the event that says that the text is complete.
    package mutating func finish() -> [UInt8] {
        endsInCarriageReturn = false
        return Self.events(for: takeLineBreaks()) + Self.encoded(Self.end[...])
    }

    private mutating func takeLineBreaks() -> [UInt8] {
        defer { waitingLineBreakCount = 0 }
        return Array(repeating: .lineFeed, count: waitingLineBreakCount)
    }

    private mutating func withPlainLineBreaks(_ piece: String) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(piece.utf8.count)
        for byte in piece.utf8 {
            if byte != .lineFeed || !endsInCarriageReturn {
                text.append(byte == .carriageReturn ? .lineFeed : byte)
            }
            endsInCarriageReturn = byte == .carriageReturn
        }
        return text
    }

    private static func events(for text: [UInt8]) -> [UInt8] {
        var events: [UInt8] = []
        var rest = text[...]
        while let place = place(ofEndIn: rest) {
            events += encoded(rest[..<(place + splitCount)])
            rest = rest[(place + splitCount)...]
        }
        return rest.isEmpty ? events : events + encoded(rest)
    }

    /// `[` is only its first byte, so that each byte is looked at twice at most.
    private static func place(ofEndIn text: ArraySlice<UInt8>) -> Int? {
        text.indices.first { text[$0] == end[0] && text[$0...].starts(with: end) }
    }

    private static func encoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        ServerSentEvent(String(decoding: text, as: UTF8.self)).encoded
    }
}
