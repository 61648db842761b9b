import Chunking

/// A piece of a document between two block boundaries.
struct TextBlock: Equatable {
    enum Kind: Equatable {
        case paragraph
        case heading(level: Int)
        /// Stands right under the block before it: a list item, a table row, a line of preformatted text.
        case line
    }

    var kind: Kind
    var text: String
}

extension StructuredTextBuilder {
    /// Adds blocks; the first of a run of lines is set off like a paragraph.
    mutating func append(_ blocks: [TextBlock]) throws(ExtractionError) {
        var previous: TextBlock.Kind?
        for block in blocks {
            switch block.kind {
            case .paragraph: try appendParagraph(block.text)
            case .heading(let level): try appendHeading(block.text, level: level)
            case .line where previous == .line: try appendLine(block.text)
            case .line: try appendParagraph(block.text)
            }
            previous = block.kind
        }
    }
}

/// The cells of one table row while they are read.
struct TableRow {
    /// Longer cells are passages of text laid out by a table, not data.
    private static let longestCellByteCount = 600

    private var cells: [[TextBlock]] = []

    mutating func append(_ cell: [TextBlock]) {
        cells.append(cell.filter { !$0.text.allSatisfy(\.isWhitespace) })
    }

    /// The row as one line with " | " between the cells that are not empty, or the cells' blocks one after another
    /// where the table only serves the layout.
    var blocks: [TextBlock] {
        let filled = cells.filter { !$0.isEmpty }
        guard filled.count > 1, filled.allSatisfy(Self.isData) else { return filled.flatMap(\.self) }
        let texts = filled.map { cell in cell.map { $0.text.collapsingWhiteSpace() }.joined(separator: " / ") }
        return [TextBlock(kind: .line, text: texts.joined(separator: " | "))]
    }

    private static func isData(_ cell: [TextBlock]) -> Bool {
        let isFlat = cell.allSatisfy { block in
            if case .heading = block.kind { return false }
            return !block.text.contains(" | ")
        }
        return isFlat && cell.reduce(0) { $0 + $1.text.utf8.count } <= longestCellByteCount
    }
}
