/// Why the index refused a call; nothing was changed and nothing searched.
package enum VectorIndexError: Error, Sendable, Equatable {
    /// A query has the wrong number of values.
    case wrongDimension(expected: Int, found: Int)
    /// A list of rows does not have `rowCount × dimension` values.
    case wrongValueCount(rowCount: Int, dimension: Int, found: Int)
    /// A number of values is not that of any whole number of rows.
    case notWholeRows(dimension: Int, found: Int)
    /// A value is NaN or infinite; `found` is its spelling.
    case notFinite(row: Int, column: Int, found: String)
    /// A row is longer than `VectorIndex.maximumNorm`, so that inner products could overflow.
    case tooLong(row: Int, norm: Double)
    /// A list has one id twice.
    case repeatedID(Int64, row: Int, firstRow: Int)
    /// A row has the id of a vector that is in the index and is not removed by the same update.
    case idInUse(Int64, row: Int)
    /// A minimum score is NaN.
    case minimumScoreIsNaN
    /// A recall is not more than 0 and less than 1.
    case recallOutOfRange(Double)
}

extension VectorIndexError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .wrongDimension(let expected, let found):
            "the query has \(found) values, the index \(expected) dimensions"
        case .wrongValueCount(let rowCount, let dimension, let found):
            "\(rowCount) rows of \(dimension) dimensions need \(rowCount * dimension) values, found \(found)"
        case .notWholeRows(let dimension, let found):
            "\(found) values are no whole number of rows of \(dimension) dimensions"
        case .notFinite(let row, let column, let found):
            "row \(row) has \(found) in column \(column), expected a finite number"
        case .tooLong(let row, let norm):
            "row \(row) has length \(norm), at most \(VectorIndex.maximumNorm) is possible"
        case .repeatedID(let id, let row, let firstRow):
            "row \(row) has the same id as row \(firstRow): \(id)"
        case .idInUse(let id, let row):
            "row \(row) has the id of a vector in the index: \(id)"
        case .minimumScoreIsNaN:
            "the minimum score is not a number"
        case .recallOutOfRange(let recall):
            "the recall is \(recall), expected more than 0 and less than 1"
        }
    }
}
