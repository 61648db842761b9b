import Foundation
import Logging
import RetrievalEngine
import RoostServer
import Testing

@Suite("Log lines as JSON") struct JSONLogLineTests {
    private static let time = Date(timeIntervalSince1970: 1_700_000_000.25)

    @Test("Time, level, message, request and fields")
    func members() throws {
        let line = JSONLogLine(
            time: Self.time,
            level: .notice,
            message: "Request",
            metadata: ["request.id": "a1", "http.status": "200", "list": ["x", "y"]]
        )
        #expect(
            line.text == """
                {"time":"2023-11-14T22:13:20.250Z","level":"notice","message":"Request","request_id":"a1",\
                "fields":{"http.status":"200","list":["x","y"]}}
                """
        )
    }

    @Test("Whatever it holds, it is one line of JSON that says the same")
    func hostile() throws {
        let text = String(String.UnicodeScalarView((0...0x2030).compactMap(Unicode.Scalar.init))) + "\u{1F600}"
        let line = JSONLogLine(time: Self.time, level: .error, message: text, metadata: [text: "\(text)"])
        #expect(!line.text.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{2028}" })
        let value = try JSONParser.parse(Array(line.text.utf8))
        #expect(value["message"] == .string(text))
        #expect(value["fields"]?[text] == .string(text))
        #expect(value["request_id"] == nil)
    }
}
