import LanguageModel
import TestSupport
import Testing

@Suite("Event streams", .timeLimit(.minutes(1)))
struct ServerSentEventParserTests {
    private func events(_ pieces: [[UInt8]]) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return try pieces.flatMap { try parser.receive($0) }
    }

    private func events(_ text: String) throws -> [ServerSentEvent] {
        try events([Array(text.utf8)])
    }

    @Test(
        "The standard's examples and rules",
        arguments: [
            ("data: YHOO\ndata: +2\ndata: 10\n\n", [ServerSentEvent(data: "YHOO\n+2\n10")]),
            ("data\n\ndata\ndata\n\ndata:", [ServerSentEvent(data: ""), ServerSentEvent(data: "\n")]),
            ("data:test\n\ndata: test\n\n", [ServerSentEvent(data: "test"), ServerSentEvent(data: "test")]),
            ("data:  two spaces\n\n", [ServerSentEvent(data: " two spaces")]),
            (
                ": a comment\n\nevent: add\ndata: 1\n\ndata: 2\n\n",
                [ServerSentEvent(type: "add", data: "1"), ServerSentEvent(data: "2")]
            ),
            (
                "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
                [ServerSentEvent(data: "a", id: "1"), ServerSentEvent(data: "b", id: "1"), ServerSentEvent(data: "c")]
            ),
            ("id: 1\nid: 2\0\ndata: a\n\n", [ServerSentEvent(data: "a", id: "1")]),
            ("\u{FEFF}data: a\n\n\u{FEFF}data: b\n\n", [ServerSentEvent(data: "a")]),
            ("Data: a\n data: b\nfoo: c\ndata : d\n\n", []),
            ("event: x\n\ndata: a\n\n", [ServerSentEvent(data: "a")]),
            (
                "data: a\r\rdata: b\r\n\r\ndata: c\n\rdata: d\r\n\n",
                [
                    ServerSentEvent(data: "a"), ServerSentEvent(data: "b"), ServerSentEvent(data: "c"),
                    ServerSentEvent(data: "d"),
                ]
            ),
            ("data: unfinished\n", []),
        ]
    )
    func rules(text: String, expected: [ServerSentEvent]) throws {
        #expect(try events(text) == expected)
    }

    @Test("The time to connect again, digits only")
    func retry() throws {
        var parser = ServerSentEventParser()
        _ = try parser.receive("retry: 1500\n".utf8)
        #expect(parser.reconnectionTime == .milliseconds(1500))
        for wrong in ["retry: -1\n", "retry: 1.5\n", "retry:\n", "retry: 99999999999999999999999\n"] {
            _ = try parser.receive(wrong.utf8)
            #expect(parser.reconnectionTime == .milliseconds(1500))
        }
    }

    @Test("Every split in two gives the same events")
    func splits() throws {
        let bytes = Array("\u{FEFF}: hi\r\ndata: grüße\r\rid: 7\r\nevent: é\ndata: 👩🏽‍🚀\r\ndata\n\ndata: 🏁\r\n\r\n".utf8)
        let whole = try events([bytes])
        #expect(whole.map(\.data) == ["grüße", "👩🏽‍🚀\n", "🏁"])
        for index in bytes.indices {
            #expect(try events([Array(bytes[..<index]), Array(bytes[index...])]) == whole)
        }
        #expect(try events(bytes.map { [$0] }) == whole)
    }

    @Test("Random streams in random pieces give the events of the whole, and nothing traps")
    func randomSplits() throws {
        var random = SeededGenerator(seed: 11)
        let parts = ["data", "event", "id", "retry", ":", ": ", " ", "\n", "\r", "\r\n", "\n\n", "12", "ä", "👋", "\0"]
        for round in 0..<2000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                if round % 4 == 0 {
                    bytes.append(.random(in: 0...255, using: &random))
                } else {
                    bytes += Array(parts.randomElement(using: &random)?.utf8 ?? "".utf8)
                }
            }
            var pieces: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 0...min(rest.count, 7), using: &random)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            #expect(try events(pieces) == events([bytes]), "round \(round)")
        }
    }

    @Test("Bytes that are no UTF-8 become replacement characters")
    func repairs() throws {
        #expect(
            try events([Array("data: a".utf8) + [0xFF, 0xC3], Array("\n\n".utf8)]).first?.data == "a\u{FFFD}\u{FFFD}"
        )
    }

    @Test("An event over the limit is an error, in one line or in many")
    func limit() throws {
        var parser = ServerSentEventParser(eventByteLimit: 64)
        #expect(try parser.receive("data: \(String(repeating: "a", count: 50))\n\n".utf8).count == 1)
        for text in ["data: " + String(repeating: "a", count: 60), String(repeating: "data: 12345\n", count: 12)] {
            var parser = ServerSentEventParser(eventByteLimit: 64)
            #expect(throws: ServerSentEventParser.EventTooLarge.self) { try parser.receive(text.utf8) }
        }
    }

    @Test("Many small events do not fill the limit")
    func manyEvents() throws {
        var parser = ServerSentEventParser(eventByteLimit: 64)
        let events = try parser.receive(String(repeating: "data: 12345\n\n", count: 1000).utf8)
        #expect(events.count == 1000)
    }
}
