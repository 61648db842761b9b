/// Makes text what `StructuredText` promises.
enum TextNormalization {
    /// Turns every line end into "\n" and drops control characters other than tab, line feed and form feed.
    ///
    /// CR LF, CR CR LF (a file that went through two conversions) and U+0085 become one line feed, as does a lone CR.
    /// A byte-order mark at the start is dropped.
    ///
    /// - Complexity: O(n), one pass over the UTF-8.
    static func normalized(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            unsafe normalized(Span(_unsafeElements: bytes))
        }
    }

    private static func normalized(_ bytes: Span<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = hasByteOrderMark(bytes) ? 3 : 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\r"):
                index = appendLineEnds(from: index, of: bytes, to: &output)
                continue
            case 0x00..<0x09, 0x0B, 0x0E..<0x20, 0x7F: break
            case 0xC2 where index + 1 < bytes.count && bytes[index + 1] < 0xA0:
                if bytes[index + 1] == 0x85 { output.append(UInt8(ascii: "\n")) }
                index += 1
            default: output.append(byte)
            }
            index += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func hasByteOrderMark(_ bytes: Span<UInt8>) -> Bool {
        bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    }

    /// Handles a run of carriage returns and the line feed that may follow; returns the index after them.
    private static func appendLineEnds(from start: Int, of bytes: Span<UInt8>, to output: inout [UInt8]) -> Int {
        var end = start
        while end < bytes.count, bytes[end] == UInt8(ascii: "\r") { end += 1 }
        if end < bytes.count, bytes[end] == UInt8(ascii: "\n") {
            output.append(UInt8(ascii: "\n"))
            return end + 1
        }
        output.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: end - start))
        return end
    }
}
