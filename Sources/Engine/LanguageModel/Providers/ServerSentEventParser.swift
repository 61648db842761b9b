/// An event of an event stream.
package struct ServerSentEvent: Sendable, Equatable {
    /// `message` unless the stream names another.
    package var type: String
    /// The data lines, joined by line feeds.
    package var data: String
    /// The last id the stream gave, with this event or an earlier one.
    package var id: String

    package init(type: String = "message", data: String, id: String = "") {
        self.type = type
        self.data = data
        self.id = id
    }
}

/// Reads `text/event-stream` from bytes that come in pieces of any size: the HTML standard, section 9.2.6,
/// "Interpreting an event stream". Where the pieces end makes no difference to the events.
///
/// An event that the stream's end cuts off is dropped, as the standard wants. Bytes that are no UTF-8 become U+FFFD.
package struct ServerSentEventParser: Sendable {
    /// An event has more bytes than allowed.
    package struct EventTooLarge: Error, Equatable {
        package var byteLimit: Int
    }

    /// How long the stream's maker wants clients to wait before they connect again.
    package private(set) var reconnectionTime: Duration?

    private let eventByteLimit: Int
    private var line: [UInt8] = []
    private var isFirstLine = true
    private var endedInCarriageReturn = false
    private var data: [UInt8] = []
    private var type = ""
    private var id = ""

    /// - Parameter eventByteLimit: The bytes of one event's data and of one line at most.
    package init(eventByteLimit: Int = 1 << 20) {
        self.eventByteLimit = eventByteLimit
    }

    /// Reads the next bytes of the stream.
    ///
    /// - Returns: The events that are complete with these bytes, in order.
    /// - Throws: ``EventTooLarge``; nothing more can be read then.
    /// - Complexity: O(bytes).
    package mutating func receive(_ bytes: some Sequence<UInt8>) throws(EventTooLarge) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            defer { endedInCarriageReturn = byte == UInt8(ascii: "\r") }
            switch byte {
            case UInt8(ascii: "\n") where endedInCarriageReturn: break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if let event = endLine() { events.append(event) }
            default:
                guard line.count + data.count < eventByteLimit else {
                    throw EventTooLarge(byteLimit: eventByteLimit)
                }
                line.append(byte)
            }
        }
        return events
    }

    /// - Returns: The event that an empty line completes.
    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if isFirstLine, line.starts(with: byteOrderMark) { line.removeFirst(byteOrderMark.count) }
        isFirstLine = false
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        setField(String(decoding: line[..<colon], as: UTF8.self), value)
        return nil
    }

    /// Comments, whose field name is empty, and unknown fields are passed over.
    private mutating func setField(_ name: String, _ value: ArraySlice<UInt8>) {
        switch name {
        case "data":
            data += value
            data.append(UInt8(ascii: "\n"))
        case "event": type = String(decoding: value, as: UTF8.self)
        case "id" where !value.contains(0): id = String(decoding: value, as: UTF8.self)
        case "retry" where value.allSatisfy { (0x30...0x39).contains($0) }:
            reconnectionTime = Int(String(decoding: value, as: UTF8.self)).map { .milliseconds($0) } ?? reconnectionTime
        default: break
        }
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            data.removeAll(keepingCapacity: true)
            type = ""
        }
        guard !data.isEmpty else { return nil }
        let text = String(decoding: data.dropLast(), as: UTF8.self)
        return ServerSentEvent(type: type.isEmpty ? "message" : type, data: text, id: id)
    }
}
