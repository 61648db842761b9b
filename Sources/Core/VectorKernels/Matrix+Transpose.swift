extension Matrix {
    /// Writes the rows of `block` as adjacent columns.
    ///
    /// - Parameter first: The column that the first row becomes.
    /// - Precondition: `block` has as many columns as this has rows, and its rows fit the columns from `first`.
    package mutating func setColumns(from first: Int, toRowsOf block: borrowing Matrix) {
        let (width, columns) = (block.rowCount, columnCount)
        precondition(
            block.columnCount == rowCount && first >= 0 && first + width <= columns,
            "\(width) rows of \(block.columnCount) as columns from \(first) of \(rowCount) × \(columns)"
        )
        withMutableRows { target in
            block.withRows { source in
                let height = source.count / max(1, width)
                for row in 0..<height {
                    for column in 0..<width {
                        target[row * columns + first + column] = source[column * height + row]
                    }
                }
            }
        }
    }
}
