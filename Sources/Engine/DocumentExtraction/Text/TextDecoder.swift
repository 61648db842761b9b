/// A text and the encoding that its bytes were in.
package struct DecodedText: Sendable, Equatable {
    package var text: String
    /// The encoding's name as iconv and IANA spell it, in lower case: "utf-8", "utf-16le", "windows-1251"…
    package var encoding: String

    package init(text: String, encoding: String) {
        self.text = text
        self.encoding = encoding
    }
}

/// Turns bytes of unknown encoding into Unicode.
///
/// In this order: a byte-order mark; UTF-16 and UTF-32 without one, by where their zero bytes lie; UTF-8, by its
/// own strictness; an encoding that the document declares; the most plausible of the legacy encodings
/// (`EncodingDetector`). Bytes that are no text at all are refused.
package enum TextDecoder {
    /// Decodes and normalises (`TextNormalization`).
    ///
    /// - Parameter declaredEncoding: What the document itself says, such as an HTML `meta` element; believed unless
    ///   the bytes are plainly something else.
    /// - Throws: `unsupportedType` when the bytes are binary data.
    package static func decode(
        _ bytes: [UInt8],
        declaredEncoding: String? = nil
    ) throws(ExtractionError) -> DecodedText {
        let unicode = try decodeUnicode(bytes)
        let decoded = if let unicode { unicode } else { try decodeLegacy(bytes, declaredEncoding: declaredEncoding) }
        return DecodedText(text: TextNormalization.normalized(decoded.text), encoding: decoded.encoding)
    }

    /// Any Unicode encoding; nil when the bytes are none.
    private static func decodeUnicode(_ bytes: [UInt8]) throws(ExtractionError) -> DecodedText? {
        if let form = UnicodeForm(byteOrderMarkOf: bytes) ?? UnicodeForm(zeroBytesOf: bytes) {
            return DecodedText(text: form.decode(bytes), encoding: form.name)
        }
        let statistics = UTF8Statistics(bytes)
        if statistics.controlCount > max(3, bytes.count / 50) {
            throw ExtractionError(
                .unsupportedType,
                "the document is binary data of an unknown type; supported are \(DocumentFormat.supportedList)"
            )
        }
        guard statistics.isUTF8, !statistics.hasEscapeSequences else { return nil }
        return DecodedText(text: String(decoding: bytes, as: UTF8.self), encoding: "utf-8")
    }

    private static func decodeLegacy(
        _ bytes: [UInt8],
        declaredEncoding: String?
    ) throws(ExtractionError) -> DecodedText {
        if let declaredEncoding, let decoded = decode(bytes, as: declaredEncoding) {
            return decoded
        }
        guard let encoding = EncodingDetector.encoding(of: bytes), let decoded = decode(bytes, as: encoding) else {
            throw ExtractionError(
                .unsupportedType,
                "the document is no text in any known encoding; supported are \(DocumentFormat.supportedList)"
            )
        }
        return decoded
    }

    /// Nil when iconv does not know the encoding or a hundredth of the bytes mean nothing in it.
    private static func decode(_ bytes: [UInt8], as encoding: String) -> DecodedText? {
        let name = LegacyEncoding.webName(encoding)
        guard let converter = Iconv(from: LegacyEncoding.iconvName(name)) else { return nil }
        let output = converter.decode(bytes)
        guard output.errorCount <= max(1, bytes.count / 100) else { return nil }
        return DecodedText(text: String(decoding: output.utf8, as: UTF8.self), encoding: name)
    }
}

/// What one pass over bytes says about their being UTF-8.
struct UTF8Statistics {
    private(set) var sequenceCount = 0
    private(set) var errorCount = 0
    /// Control characters that no text file holds; those of ISO-2022 (escape, shift out, shift in) are not counted.
    private(set) var controlCount = 0
    /// The escape sequences that switch to a double-byte set in ISO-2022-JP and ISO-2022-KR.
    private(set) var hasEscapeSequences = false

    /// Strictly valid, or long and damaged in few places, as by a cut or one pasted byte.
    var isUTF8: Bool { errorCount == 0 || sequenceCount > 50 * errorCount }

    /// - Complexity: O(`bytes.count`).
    init(_ bytes: [UInt8]) {
        var index = 0
        let end = bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        while index < end {
            let byte = bytes[index]
            if byte < 0x80 {
                count(ascii: byte, next: index + 1 < end ? bytes[index + 1] : 0)
                index += 1
                continue
            }
            let length = Self.sequenceLength(at: index, of: bytes)
            if length > 0 { sequenceCount += 1 } else { errorCount += 1 }
            index += max(length, 1)
        }
    }

    private mutating func count(ascii byte: UInt8, next: UInt8) {
        switch byte {
        case 0x1B: hasEscapeSequences = hasEscapeSequences || next == UInt8(ascii: "$") || next == UInt8(ascii: "(")
        case 0x09...0x0F, 0x1A: break
        case 0..<0x20, 0x7F: controlCount += 1
        default: break
        }
    }

    /// The length of the well-formed sequence at `index` (Unicode 16, table 3-7); 0 when there is none.
    private static func sequenceLength(at index: Int, of bytes: [UInt8]) -> Int {
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch bytes[index] {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0...0)
            }
        guard length > 0, index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
        let rest = bytes[(index + 2)..<(index + length)]
        return rest.allSatisfy { 0x80...0xBF ~= $0 } ? length : 0
    }
}
