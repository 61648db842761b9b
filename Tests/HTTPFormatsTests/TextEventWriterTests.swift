import HTTPFormats
import TestSupport
import Testing

@Suite struct TextEventWriterTests {
    @Test(
        "Pieces of a text become events",
        arguments: [
            ([], ""), (["a", " b", "  c"], "data: a\n\ndata:  b\n\ndata:   c\n\n"), (["", "a", ""], "data: a\n\n"),
            (["a\nb"], "data: a\ndata: b\n\n"), (["a\n"], "data: a\n\n"),
            (["a", "\n", "\n", "b"], "data: a\n\ndata: \ndata: \ndata: b\n\n"),
            (["a", "\n"], "data: a\n\n"), (["a\r", "\nb"], "data: a\n\ndata: \ndata: b\n\n"),
            (["\r\n", "\r", "b"], "data: \ndata: \ndata: b\n\n"), (["[DONE]"], "data: [DO\n\ndata: NE]\n\n"),
            (["x\n [DONE] \ny"], "data: x\ndata:  [DO\n\ndata: NE] \ndata: y\n\n"),
            (["[DO", "NE]"], "data: [DO\n\ndata: NE]\n\n"),
            (["[[DONE]"], "data: [[DO\n\ndata: NE]\n\n"), ([" ", "é🧪"], "data:  \n\ndata: é🧪\n\n"),
        ]
    )
    func events(pieces: [String], expected: String) {
        #expect(Self.stream(of: pieces) == expected + "data: [DONE]\n\n")
    }

    private static func stream(of pieces: [String]) -> String {
        var writer = TextEventWriter()
        var bytes = pieces.flatMap { writer.events(for: $0) }
        bytes += writer.finish()
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Whatever the pieces, clients get the text and know its end", .timeLimit(.minutes(2)))
    func clients() {
        var generator = SeededGenerator(seed: 926)
        let alphabet = [
            "\n", "\n\n", "\r", "\r\n", " ", "  ", "[DONE]", "[DO", "NE]", "[", "", "", "a", "word", "é", "🧪", "data: ",
            ":",
        ]
        for _ in 0..<50_000 {
            let pieces = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                (0..<Int.random(in: 0...3, using: &generator))
                    .map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined()
            }
            let all = Self.withPlainLineBreaks(pieces.joined()).unicodeScalars
            let end = all.lastIndex { $0 != "\n" }.map { all.index(after: $0) } ?? all.startIndex
            let text = String(all[..<end])
            let stream = Self.stream(of: pieces)
            let events = Self.standardEvents(of: stream)
            #expect(events.last == "[DONE]" && !events.dropLast().contains { $0.isEmpty || $0.contains("[DONE]") })
            #expect(Array(events.dropLast().joined().utf8) == Array(text.utf8), "\(pieces)")
            // It strips each line, so that only what is no white space can be compared.
            let read = Self.naiveText(of: stream)
            #expect(read.hasEnded && read.text.filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace })
            #expect(stream.hasSuffix("\n\ndata: [DONE]\n\n") || stream == "data: [DONE]\n\n")
        }
    }

    /// By scalars: a CR and the LF that an earlier step left after it would be one `Character`.
    private static func withPlainLineBreaks(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        let plain = scalars.indices.compactMap { index -> Unicode.Scalar? in
            guard scalars[index] == "\r" else { return scalars[index] }
            return index + 1 < scalars.count && scalars[index + 1] == "\n" ? nil : "\n"
        }
        return String(String.UnicodeScalarView(plain))
    }

    /// The data of the events that a browser would dispatch (WHATWG HTML, section 9.2.6).
    private static func standardEvents(of stream: String) -> [String] {
        var events: [String] = []
        var data = ""
        for line in stream.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.isEmpty {
                if !data.isEmpty {
                    events.append(String(data.unicodeScalars.dropLast()))
                }
                data = ""
                continue
            }
            let field = line.unicodeScalars.prefix { $0 != ":" }
            var value = line.unicodeScalars.dropFirst(field.count + 1)
            if value.first == " " {
                value = value.dropFirst()
            }
            if String(field) == "data" {
                data.unicodeScalars += value
                data += "\n"
            }
        }
        return events
    }

    /// As the example of the Chat API reads: line by line, each stripped.
    private static func naiveText(of stream: String) -> (text: String, hasEnded: Bool) {
        var text = ""
        for line in stream.utf8.split(separator: UInt8(ascii: "\n")) where line.starts(with: Array("data: ".utf8)) {
            let content = String(line.dropFirst(6)) ?? ""
            let stripped = content.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
            if String(stripped) == "[DONE]" {
                return (text, true)
            }
            text += String(stripped)
        }
        return (text, false)
    }
}
