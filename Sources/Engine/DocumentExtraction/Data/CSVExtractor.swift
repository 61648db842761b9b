import Chunking

/// Writes a table as text that a sentence encoder understands: each row a paragraph of `header: value` lines.
struct CSVExtractor {
    let limits: ExtractionLimits

    func content(of text: String) throws(ExtractionError) -> StructuredText {
        let table = DelimitedTable(text)
        var rows = table.rows[...]
        var builder = StructuredTextBuilder(limits: limits)
        var title: String?
        if let line = titleLine(rows) {
            title = line
            try builder.appendParagraph(line)
            rows.removeFirst()
        }
        let header = header(&rows, columnCount: table.columnCount)
        for row in rows {
            try builder.appendParagraph(lines(of: row, header: header))
        }
        if rows.isEmpty { try builder.appendParagraph(header.joined(separator: table.columnCount > 1 ? " | " : "\n")) }
        return builder.structuredText(title: title)
    }

    /// A first row with one cell over a table of several columns is the table's title.
    private func titleLine(_ rows: ArraySlice<[String]>) -> String? {
        let filled = rows.prefix(2).map { $0.filter { !$0.allSatisfy(\.isWhitespace) } }
        guard filled.count == 2, filled[0].count == 1, filled[1].count > 1 else { return nil }
        return filled[0][0]
    }

    /// Takes the first row off as column names, unless it holds a number, which names no column.
    private func header(_ rows: inout ArraySlice<[String]>, columnCount: Int) -> [String] {
        var names = (0..<columnCount).map { "Column \($0 + 1)" }
        guard let first = rows.first, rows.count == 1 || !first.contains(where: isNumber) else { return names }
        for (index, name) in first.enumerated() where !name.allSatisfy(\.isWhitespace) {
            names[index] = name.collapsingWhiteSpace()
        }
        rows.removeFirst()
        return names
    }

    private func isNumber(_ cell: String) -> Bool {
        // Double also reads "nan" and "inf", which are words here; years name columns often enough.
        guard cell.contains(where: \.isNumber), let number = Double(cell.replacing(",", with: "")) else { return false }
        return !(1800...2200 ~= number && number == number.rounded())
    }

    private func lines(of row: [String], header: [String]) -> String {
        var lines: [String] = []
        for (name, cell) in zip(header, row) {
            let value = cell.collapsingWhiteSpace()
            if !value.isEmpty { lines.append("\(name): \(value)") }
        }
        return lines.joined(separator: "\n")
    }
}
