import Foundation
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue {
        try JSONParser.parse(Array(text.utf8))
    }

    @Test(
        "Scalars",
        arguments: [
            ("null", JSONValue.null), ("true", .bool(true)), (" false\n", .bool(false)),
            ("0", .integer(0)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5e3", .number(1500)),
            ("10.0", .number(10)), ("1E-2", .number(0.01)), (#""""#, .string("")),
        ]
    )
    func scalars(text: String, value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test(
        "Strings with escapes",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\uD83D\uDE00""#, "é😀"), (#""é😀""#, "é😀"),
            (#""a\u0000b""#, "a\0b"),
        ]
    )
    func strings(text: String, value: String) throws {
        #expect(try parse(text) == .string(value))
    }

    @Test("Objects and arrays, of equal keys the last")
    func compounds() throws {
        #expect(
            try parse(#" { "a" : [ 1 , [ ] , { } ] , "b" : 1 , "b" : 2 } "#)
                == .object(["a": .array([.integer(1), .array([]), .object([:])]), "b": .integer(2)])
        )
    }

    @Test(
        "What is not JSON, with the place where it goes wrong",
        arguments: [
            ("", 0), ("tru", 0), ("nul", 0), ("01", 1), ("-", 0), ("+1", 0), (".5", 0), ("1.", 2), ("1e", 2),
            ("1e999", 0), ("NaN", 0), ("Infinity", 0), ("[1,]", 3), ("[1", 2), ("{\"a\" 1}", 5), ("{\"a\":1,}", 7),
            ("{a:1}", 1), ("\"abc", 0), ("\"a\nb\"", 2), (#""\x""#, 2), (#""\u12G4""#, 3), (#""\uD83D""#, 7),
            (#""\uDE00""#, 7), (#""\uD83D\u0041""#, 13), ("1 2", 2), ("[]]", 2),
        ]
    )
    func syntaxErrors(text: String, byteOffset: Int) {
        let error = #expect(throws: JSONParser.SyntaxError.self) { try parse(text) }
        #expect(error?.byteOffset == byteOffset)
    }

    @Test("Nesting is bounded, so that hostile input cannot overflow the stack")
    func depth() throws {
        let limit = JSONParser.maximumDepth
        _ = try parse(String(repeating: "[", count: limit) + String(repeating: "]", count: limit))
        #expect(throws: JSONParser.SyntaxError.self) { try parse(String(repeating: "[", count: limit + 1)) }
        #expect(throws: JSONParser.SyntaxError.self) { try parse(String(repeating: #"{"a":"#, count: 1_000_000)) }
    }

    @Test("The number of values is bounded, so that a small text cannot fill the memory")
    func valueCount() throws {
        let limit = JSONParser.maximumValueCount
        // The array itself is one.
        let most = "[" + [String](repeating: "0", count: limit - 1).joined(separator: ",") + "]"
        _ = try parse(most)
        let error = #expect(throws: JSONParser.SyntaxError.self) { try parse("[0," + most.dropFirst()) }
        #expect(error?.reason == "Too many values")
        // A text that is large for another reason may have more.
        let padding = String(repeating: " ", count: 40 * limit)
        _ = try parse("[0," + padding + most.dropFirst())
    }

    @Test(
        "Bytes that are not UTF-8",
        arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]]
    )
    func invalidUTF8(bytes: [UInt8]) {
        #expect(throws: JSONParser.SyntaxError.self) { try JSONParser.parse(bytes) }
    }

    @Test("Every truncation of a document throws and none traps")
    func truncations() {
        let text = Array(#"{"a":[1,-2.5e+3,true,null,"x\u00e9\ud83d\ude00"],"b":{"c":"\n"}}"#.utf8)
        for end in 0..<text.count {
            #expect(throws: JSONParser.SyntaxError.self) { try JSONParser.parse(Array(text[..<end])) }
        }
    }

    @Test(
        "A text with random changes does not trap; what is read of it Foundation reads as well",
        arguments: 0..<8 as Range<UInt64>
    )
    func randomChanges(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let text = Array(
            #"{"a":[1,-2.5e+3,true,null,"x\u00e9\ud83d\ude00é"],"b":{"c":"\n","":[[],{}]}, "d" : 0.1}"#.utf8
        )
        let pieces: [[UInt8]] = [
            #"""#, "\\u", "\\", "[", "]", "{", "}", ",", ":", "-", "e", ".", "0", "9", "true", "\u{0}",
        ].map {
            Array($0.utf8)
        }
        var acceptedCount = 0
        for _ in 0..<5000 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let start = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[start] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: start)
                case 2: bytes.remove(at: start)
                default: bytes.insert(contentsOf: bytes[start..<min(start + 9, bytes.count)], at: start)
                }
            }
            guard let value = try? JSONParser.parse(bytes) else { continue }
            acceptedCount += 1
            // 1.0 is written as 1, which is an integer from then on.
            let again = try JSONParser.parse(Array(JSONEncoder().encode(value)))
            #expect(try JSONParser.parse(Array(JSONEncoder().encode(again))) == again)
            _ = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        }
        #expect(acceptedCount > 100)
    }
}
