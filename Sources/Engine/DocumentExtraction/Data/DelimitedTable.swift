/// The cells of delimiter-separated text (RFC 4180, with any one-byte delimiter and any line ends).
package struct DelimitedTable: Sendable, Equatable {
    /// Every record with at least one cell that is not empty; records may differ in length.
    package private(set) var rows: [[String]] = []
    package let delimiter: Character

    /// The length of the longest row.
    package var columnCount: Int { rows.lazy.map(\.count).max() ?? 0 }

    /// Reads text whose delimiter is detected.
    ///
    /// A quoted cell holds delimiters, line ends and doubled quotes; a quote inside an unquoted cell is an ordinary
    /// character. When a quote is never closed, quotes are taken literally throughout.
    ///
    /// - Complexity: O(n).
    package init(_ text: String) {
        var content = text[...]
        let hint = Self.delimiterHint(&content)
        self.init(content, delimiter: hint ?? Self.detectedDelimiter(content))
    }

    init(_ text: Substring, delimiter: Character) {
        self.delimiter = delimiter
        let byte = delimiter.asciiValue ?? UInt8(ascii: ",")
        var scanner = DelimitedScanner(delimiter: byte, quotes: true)
        scanner.read(text)
        if scanner.endsInsideQuotes {
            scanner = DelimitedScanner(delimiter: byte, quotes: false)
            scanner.read(text)
        }
        rows = scanner.rows
    }

    /// Spreadsheets write `sep=;` as the first line to tell the delimiter.
    private static func delimiterHint(_ text: inout Substring) -> Character? {
        guard text.prefix(4).lowercased() == "sep=", let lineEnd = text.firstIndex(of: "\n") else { return nil }
        let value = text[..<lineEnd].dropFirst(4)
        guard value.count == 1, let delimiter = value.first, delimiter.isASCII else { return nil }
        text = text[text.index(after: lineEnd)...]
        return delimiter
    }

    /// The delimiter that cuts the first records most evenly, then into most cells.
    private static func detectedDelimiter(_ text: Substring) -> Character {
        let sample = text.prefix(1 << 15)
        var best: (delimiter: Character, evenness: Double, cells: Int) = (",", 0, 1)
        for delimiter in [",", ";", "\t", "|"] as [Character] {
            let counts = DelimitedTable(sample, delimiter: delimiter).rows.prefix(200).map(\.count)
            let histogram = Dictionary(counts.map { ($0, 1) }, uniquingKeysWith: +).filter { $0.key > 1 }
            guard let (cells, rows) = histogram.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { continue }
            let evenness = Double(rows) / Double(counts.count)
            if (evenness, cells) > (best.evenness, best.cells) { best = (delimiter, evenness, cells) }
        }
        return best.delimiter
    }
}

/// The state machine of RFC 4180, over UTF-8.
private struct DelimitedScanner {
    private enum State {
        case cellStart
        case unquoted
        case quoted
        /// After a quote inside a quoted cell: the cell's end, or the first half of a doubled quote.
        case quoteInQuoted
    }

    private let delimiter: UInt8
    private let quotes: Bool
    private var state = State.cellStart
    private var cell: [UInt8] = []
    private var row: [String] = []
    private(set) var rows: [[String]] = []
    private(set) var endsInsideQuotes = false

    init(delimiter: UInt8, quotes: Bool) {
        self.delimiter = delimiter
        self.quotes = quotes
    }

    mutating func read(_ text: Substring) {
        for byte in text.utf8 { read(byte) }
        endsInsideQuotes = state == .quoted
        if !cell.isEmpty || !row.isEmpty { endRow() }
    }

    private mutating func read(_ byte: UInt8) {
        let quote = UInt8(ascii: "\"")
        switch (state, byte) {
        case (.quoted, quote): state = .quoteInQuoted
        case (.quoted, _): cell.append(byte)
        case (.cellStart, quote) where quotes: state = .quoted
        case (.quoteInQuoted, quote):
            cell.append(quote)
            state = .quoted
        case (_, delimiter): endCell()
        case (_, UInt8(ascii: "\n")): endRow()
        case (.cellStart, UInt8(ascii: " ")): break
        default:
            cell.append(byte)
            state = .unquoted
        }
    }

    private mutating func endCell() {
        row.append(String(decoding: cell, as: UTF8.self))
        cell.removeAll(keepingCapacity: true)
        state = .cellStart
    }

    private mutating func endRow() {
        endCell()
        if row.contains(where: { !$0.allSatisfy(\.isWhitespace) }) { rows.append(row) }
        row = []
    }
}
