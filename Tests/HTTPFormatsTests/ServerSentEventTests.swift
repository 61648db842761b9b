import HTTPFormats
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
        #expect(String(decoding: ServerSentEvent(text).encoded, as: UTF8.self) == expected)
    }

    @Test("Name and identifier come first, and cannot break out of their lines")
    func fields() {
        let event = ServerSentEvent("x", name: "to\nken", identifier: "7\r\ndata: forged\0")
        #expect(String(decoding: event.encoded, as: UTF8.self) == "event: token\nid: 7data: forged\ndata: x\n\n")
    }
}
