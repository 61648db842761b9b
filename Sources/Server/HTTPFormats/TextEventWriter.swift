/// Turns the pieces of a text, as a language model gives them, into events whose data are the text itself, up to the
/// event `[DONE]`.
///
/// Who joins the data of all events before `[DONE]` has the text, byte for byte, but that CR and CRLF arrive as LF, also
/// where a CRLF lies across two pieces, and that line breaks at the end of the text are left out. For clients that look at
/// single lines:
///
/// - No line has `[DONE]` in it but the last: where the text has it, an event ends within it (`[DO`, `NE]`).
/// - No event is empty or ends in a line break: line breaks at the end of a piece wait for the next piece that has more.
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
        let end = text.lastIndex { $0 != .lineFeed }.map { $0 + 1 } ?? 0
        defer { waitingLineBreakCount += text.count - end }
        guard end > 0 else { return [] }
        let waiting = Array(repeating: UInt8.lineFeed, count: waitingLineBreakCount)
        waitingLineBreakCount = 0
        return Self.events(for: waiting + text[..<end])
    }

    /// The event that says that the text is complete.
    package mutating func finish() -> [UInt8] {
        endsInCarriageReturn = false
        waitingLineBreakCount = 0
        return Self.encoded(Self.end[...])
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
