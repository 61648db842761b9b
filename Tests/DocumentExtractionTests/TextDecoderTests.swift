import DocumentExtraction
import Foundation
import TestSupport
import Testing

@Suite("Text decoding")
struct TextDecoderTests {
    private static let sentence = "Ein Satz mit Umlauten: äöü, und ein 🦆."

    @Test(
        "Every form of Unicode is read with its byte-order mark",
        arguments: [
            (String.Encoding.utf8, [0xEF, 0xBB, 0xBF] as [UInt8], "utf-8"),
            (.utf16LittleEndian, [0xFF, 0xFE], "utf-16le"), (.utf16BigEndian, [0xFE, 0xFF], "utf-16be"),
            (.utf32LittleEndian, [0xFF, 0xFE, 0, 0], "utf-32le"), (.utf32BigEndian, [0, 0, 0xFE, 0xFF], "utf-32be"),
        ]
    )
    func byteOrderMark(encoding: String.Encoding, mark: [UInt8], name: String) throws {
        let bytes = try #require(Self.sentence.data(using: encoding))
        #expect(try TextDecoder.decode(mark + bytes) == DecodedText(text: Self.sentence, encoding: name))
    }

    @Test(
        "UTF-16 and UTF-32 are recognised without a mark",
        arguments: [
            (String.Encoding.utf16LittleEndian, "utf-16le"), (.utf16BigEndian, "utf-16be"),
            (.utf32LittleEndian, "utf-32le"),
            (.utf32BigEndian, "utf-32be"),
        ]
    )
    func noMark(encoding: String.Encoding, name: String) throws {
        let bytes = [UInt8](try #require(Self.sentence.data(using: encoding)))
        #expect(try TextDecoder.decode(bytes) == DecodedText(text: Self.sentence, encoding: name))
    }

    static let encodedFiles = [
        "windows-1252.french", "windows-1252.german", "windows-1252.spanish", "windows-1250.polish", "iso-8859-2.czech",
        "windows-1254.turkish", "windows-1251.russian", "koi8-r.russian", "ibm866.russian", "windows-1253.greek",
        "windows-1255.hebrew", "windows-1256.arabic", "windows-874.thai", "shift_jis.japanese", "euc-jp.japanese",
        "iso-2022-jp-2.japanese", "gb18030.chinese", "big5.chinese", "euc-kr.korean",
    ]

    @Test("One sentence is enough to tell an old encoding", arguments: encodedFiles)
    func legacy(_ name: String) throws {
        let bytes = [UInt8](try Data(contentsOf: Fixtures.url("extraction/\(name).txt")))
        let expected = try String(contentsOf: Fixtures.url("extraction/\(name).expected"), encoding: .utf8)
        let decoded = try TextDecoder.decode(bytes)
        #expect(decoded.text == expected)
        #expect(name.hasPrefix(decoded.encoding))
    }

    @Test("A declared encoding is believed where the bytes are no Unicode")
    func declared() throws {
        let bytes: [UInt8] = [0x61, 0xE4, 0x62]
        #expect(try TextDecoder.decode(bytes, declaredEncoding: "iso-8859-5").text == "aфb")
        #expect(try TextDecoder.decode(Array("ä".utf8), declaredEncoding: "iso-8859-5").text == "ä")
        #expect(try TextDecoder.decode(bytes, declaredEncoding: "x-unheard-of").text == "aäb")
    }

    @Test(
        "Every line end becomes a line feed",
        arguments: [
            ("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\r\r\nb", "a\nb"), ("a\r\rb", "a\n\nb"),
            ("a\n\r\nb\r", "a\n\nb\n"),
            ("a\u{85}b", "a\nb"),
        ]
    )
    func lineEnds(text: String, expected: String) throws {
        #expect(try TextDecoder.decode(Array(text.utf8)).text == expected)
    }

    @Test("Control characters are dropped, tabs and form feeds stay")
    func controls() throws {
        let padding = String(repeating: "word ", count: 100)
        let text = try TextDecoder.decode(Array("\(padding)a\0b\u{1}c\td\u{C}e\u{9B}".utf8)).text
        #expect(text == "\(padding)abc\td\u{C}e")
    }

    @Test("UTF-8 damaged in one place stays UTF-8")
    func damagedUTF8() throws {
        let text = String(repeating: "äöü ", count: 40)
        let decoded = try TextDecoder.decode(Array(text.utf8) + [0xFF] + Array(text.utf8))
        #expect(decoded.encoding == "utf-8")
        #expect(decoded.text == "\(text)\u{FFFD}\(text)")
    }

    @Test("Binary data is refused", arguments: 0..<8)
    func binary(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = (0..<4000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let error = #expect(throws: ExtractionError.self) { try TextDecoder.decode(bytes) }
        #expect(error?.code == .unsupportedType)
    }
}
