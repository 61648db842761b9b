import HTTPFormats

extension FuzzTarget {
    /// The reader of event streams. The first byte says how long the pieces are; the rest is the stream.
    static let eventStream = FuzzTarget(
        name: "event-stream",
        dictionary: [
            "data:", "data: ", "event: ", "id: ", "retry: ", "\n\n", "\r\n", "\r\n\r\n", ": ", "[DONE]", "\u{FEFF}",
        ],
        seeds: {
            [
                "\u{3}data: {\"a\": 1}\n\nevent: done\r\ndata: x\r\ndata: y\r\nid: 7\r\n\r\n: c\r\rdata\n\n",
                "\u{0}\u{FEFF}retry: 10\nid\ndata:z\n\n", "\u{9}data: [DONE]\n\n",
            ].map { Array($0.utf8) }
        },
        test: { input in
            let (whole, pieces) = input.pieces
            let stream = EventStream(of: [whole])
            expect(EventStream(of: pieces) == stream, "the pieces of a stream give the same events")
            for event in stream.events {
                expect(event.data.utf8.count <= 3 * EventStream.limit, "an event is within its limit")
            }
        }
    )

    /// The writers of event streams, by what the reader makes of them: a name, an identifier and pieces of data, with zero
    /// bytes between.
    static let eventWriter = FuzzTarget(
        name: "event-writer",
        dictionary: ["[DONE]", "[DO", "NE]", "\r\n", "\r", "\n\n", "data: ", "\u{0}", "[["],
        seeds: {
            ["a\u{0}1\u{0}one\r\n\u{0}\ntwo", "\u{0}\u{0}x [DONE] y\n\n\u{0}[DO\u{0}NE]", "n\u{0}i\u{0}\r\u{0}\n\n"].map
            { Array($0.utf8) }
        },
        test: { input in
            let fields = input.split(separator: 0, omittingEmptySubsequences: false).map { Array($0).text }
            checkEvent(fields)
            checkText(fields)
        }
    )

    private static func checkEvent(_ fields: [String]) {
        let identifier = fields.count > 1 ? fields[1] : nil
        let data = fields.last ?? ""
        let event = ServerSentEvent(data, name: fields.first, identifier: identifier)
        let read = EventStream(of: [event.encoded[...]]).events
        let type = String((fields.first ?? "").unicodeScalars.filter { $0 != "\n" && $0 != "\r" })
        let id = String((identifier ?? "").unicodeScalars.filter { $0 != "\n" && $0 != "\r" })
        expect(
            read == [.init(type: type.isEmpty ? "message" : type, data: withPlainLineBreaks(data), id: id)],
            "an event is read as it was written: \(read)"
        )
    }

    private static func checkText(_ pieces: [String]) {
        var writer = TextEventWriter()
        var bytes: [UInt8] = []
        for piece in pieces { bytes += writer.events(for: piece) }
        bytes += writer.finish()
        var data = EventStream(of: [bytes[...]]).events.map(\.data)
        expect(data.popLast() == "[DONE]", "the last event says that the text is complete")
        var text = Array(withPlainLineBreaks(pieces.joined()).utf8)
        while text.last == UInt8(ascii: "\n") { text.removeLast() }
        expect(Array(data.joined().utf8) == text, "the events hold the text")
        for event in data {
            expect(!event.isEmpty && event.utf8.last != UInt8(ascii: "\n"), "no event is empty or ends in a line break")
            expect(!event.contains("[DONE]"), "only the last event says that the text is complete")
        }
    }

    private static func withPlainLineBreaks(_ text: String) -> String {
        var result: [UInt8] = []
        var last: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\r") {
                result.append(UInt8(ascii: "\n"))
            } else if byte != UInt8(ascii: "\n") || last != UInt8(ascii: "\r") {
                result.append(byte)
            }
            last = byte
        }
        return result.text
    }
}
