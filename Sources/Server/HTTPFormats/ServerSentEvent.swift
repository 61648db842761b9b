/// One event of a `text/event-stream` (WHATWG HTML, section 9.2, server-sent events).
package struct ServerSentEvent: Sendable, Equatable {
    /// What happened; nil stands for `message`.
    package var name: String?
    /// May hold line breaks; CR, LF and CRLF all arrive as LF.
    package var data: String
    /// By which a client that lost the connection says where it was.
    package var identifier: String?

    package init(_ data: String, name: String? = nil, identifier: String? = nil) {
        self.data = data
        self.name = name
        self.identifier = identifier
    }

    /// The event as it is sent, its empty line included.
    ///
    /// A line break in name or identifier would end the field, and NUL makes a client ignore the identifier: they are
    /// left out.
    ///
    /// - Complexity: O(bytes).
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.utf8.count + 16)
        if let name {
            Self.append(field: "event", Self.singleLine(name), to: &bytes)
        }
        if let identifier {
            Self.append(field: "id", Self.singleLine(identifier), to: &bytes)
        }
        for line in Self.lines(of: Array(data.utf8)) {
            Self.append(field: "data", line, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// A line that clients ignore, to keep a connection open.
    package static let keepAlive: [UInt8] = Array(":\n\n".utf8)

    private static func append(field: String, _ value: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        bytes += field.utf8
        bytes += ": ".utf8
        bytes += value
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func singleLine(_ text: String) -> [UInt8] {
        text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") && $0 != 0 }
    }

    /// The lines of a text; at least one, the last of which may be empty.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
            lines.append(bytes[start..<index - 1])
            if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") {
                index += 1
            }
            start = index
        }
        lines.append(bytes[start...])
        return lines
    }
}
