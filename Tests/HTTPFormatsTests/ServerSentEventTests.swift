import HTTPFormats
import LanguageModel
import TestSupport
import Testing

@Suite struct ServerSentEventTests {
    @Test(
        "Each line of the data is a field of its own",
        arguments: [
            ("a", "data: a\n\n"), ("", "data: \n\n"), ("a\nb", "data: a\ndata: b\n\n"),
            ("a\r\nb\rc", "data: a\ndata: b\ndata: c\n\n"), ("a\n", "data: a\ndata: \n\n"), (" é ", "data:  é \n\n"),
        ]
    )
    func data(text: String, expected: String) {
        #expect(String(decoding: HTTPFormats.ServerSentEvent(text).encoded, as: UTF8.self) == expected)
    }

    @Test("Name and identifier come first, and cannot break out of their lines")
    func fields() {
        let event = HTTPFormats.ServerSentEvent("x", name: "to\nken", identifier: "7\r\ndata: forged\0")
        #expect(String(decoding: event.encoded, as: UTF8.self) == "event: token\nid: 7data: forged\ndata: x\n\n")
    }
}

@Suite struct ServerSentEventFuzzTests {
    @Test("Whatever is sent is read again as it was, line breaks as LF", .timeLimit(.minutes(2)))
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 11)
        let fragments = [
            "\n", "\r", "\r\n", ":", " ", "data: ", "event: x", "id: 7", "é", "🧪", "a", "", "\u{FEFF}", "\0",
        ]
        func text() -> String {
            (0..<Int.random(in: 0...8, using: &generator))
                .map { _ in fragments.randomElement(using: &generator) ?? "" }.joined()
        }
        for _ in 1...20_000 {
            let sent = (0..<3).map { _ in HTTPFormats.ServerSentEvent(text(), name: text(), identifier: text()) }
            var parser = ServerSentEventParser()
            let read = try parser.receive(Array(HTTPFormats.ServerSentEvent.keepAlive + sent.flatMap(\.encoded)))
            try #require(read.count == sent.count)
            for (event, original) in zip(read, sent) {
                #expect(Array(event.data.utf8) == Self.withPlainLineBreaks(Array(original.data.utf8)))
                let name = original.name?.filter { !$0.isNewline && $0 != "\0" } ?? ""
                #expect(event.type == (name.isEmpty ? "message" : name))
            }
        }
    }

    private static func withPlainLineBreaks(_ bytes: [UInt8]) -> [UInt8] {
        let (carriageReturn, lineFeed) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
        return bytes.indices.compactMap { index in
            guard bytes[index] == carriageReturn else { return bytes[index] }
            let isPair = index + 1 < bytes.count && bytes[index + 1] == lineFeed
            return isPair ? nil : lineFeed
        }
    }
}
