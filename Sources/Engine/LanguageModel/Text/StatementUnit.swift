import Tokenization

/// The place of a statement in a text.
struct StatementUnit {
    var utf8Range: Range<Int>
    var kind: Statement.Kind

    /// A record with more bytes than this answers by one of its lines, a shorter one as a whole.
    private static let maximumRecordByteCount = 480

    /// The sentences of a text; where cells of a table stand in it, its lines; where `name: value` lines do, the record.
    ///
    /// - Complexity: O(bytes).
    static func units(of text: String) -> [StatementUnit] {
        let bytes = Array(text.utf8)
        var units: [StatementUnit] = []
        for record in records(in: bytes) {
            units += sentences(in: bytes, from: units.last?.utf8Range.upperBound ?? 0, to: record.lowerBound)
            let isShort = record.count <= maximumRecordByteCount
            let lines = bytes[record].split(separator: UInt8(ascii: "\n"))
            units +=
                isShort
                ? [StatementUnit(utf8Range: record, kind: .record)]
                : lines.map { StatementUnit(utf8Range: $0.startIndex..<$0.endIndex, kind: .row) }
        }
        return units + sentences(in: bytes, from: units.last?.utf8Range.upperBound ?? 0, to: bytes.count)
    }

    /// The blocks of two lines and more, each of which begins with a short name and a colon.
    private static func records(in bytes: [UInt8]) -> [Range<Int>] {
        var records: [Range<Int>] = []
        var current: (range: Range<Int>, lineCount: Int)?
        func close() {
            if let block = current, block.lineCount > 1 { records.append(block.range) }
            current = nil
        }
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard isField(line) else {
                close()
                continue
            }
            let range = (current?.range.lowerBound ?? line.startIndex)..<line.endIndex
            current = (range, (current?.lineCount ?? 0) + 1)
        }
        close()
        return records
    }

    /// `name: value`, the name of at most 40 bytes without marks of a sentence; not `8:30`, and no address.
    private static func isField(_ line: ArraySlice<UInt8>) -> Bool {
        guard let colon = line.prefix(41).firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
            return false
        }
        let marks = [UInt8(ascii: "."), UInt8(ascii: "|"), UInt8(ascii: ","), UInt8(ascii: ";")]
        let isClosed = colon + 1 == line.endIndex || line[colon + 1] == UInt8(ascii: " ")
        return isClosed && !line[..<colon].contains(where: marks.contains)
            && line[..<colon].first.map { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "-") } == true
    }

    private static func sentences(in bytes: [UInt8], from start: Int, to end: Int) -> [StatementUnit] {
        guard start < end else { return [] }
        let part = String(decoding: bytes[start..<end], as: UTF8.self)
        return SentenceSegmenter().sentences(in: part).flatMap { range -> [StatementUnit] in
            let place = range.lowerBound + start..<range.upperBound + start
            let lines = bytes[place].split(separator: UInt8(ascii: "\n"))
            guard !lines.contains(where: { $0.contains(UInt8(ascii: "|")) }) else {
                return lines.map { StatementUnit(utf8Range: $0.startIndex..<$0.endIndex, kind: .row) }
            }
            return [StatementUnit(utf8Range: place, kind: isHeading(bytes, place) ? .heading : .sentence)]
        }
    }

    /// One line of at most 80 bytes with a blank line after it, that does not end like a sentence or a list item.
    private static func isHeading(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard range.count <= 80, range.upperBound + 1 < bytes.count, let last = bytes[range].last else { return false }
        guard bytes[range.upperBound] == UInt8(ascii: "\n"), bytes[range.upperBound + 1] == UInt8(ascii: "\n") else {
            return false
        }
        let isListItem = bytes[range].first == UInt8(ascii: "-") || bytes[range].first == UInt8(ascii: "*")
        // ASCII only: a sentence of another script may end with a mark of its own.
        let isWord = last < 0x80 && ![".", "!", "?", ":", ";", ","].map { UInt8(ascii: $0) }.contains(last)
        return isWord && !isListItem && !bytes[range].contains(UInt8(ascii: "\n"))
    }
}

extension String {
    /// The text at a range of UTF-8 offsets, which must lie between characters' encodings.
    func slice(atUTF8 range: Range<Int>) -> String {
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return String(self[start..<utf8.index(start, offsetBy: range.count)])
    }
}
