/// A kind of data that a file of rows has. The numbers are those in the files: a number never changes its meaning.
package struct RowPart: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The values of the rows, float32, row-major.
    package static let values = RowPart(rawValue: 1)
    /// One 64-bit id a row.
    package static let ids = RowPart(rawValue: 2)
    /// Codes of four bits a value in groups of sixteen rows; with the next number a float32 step a row, and with the one
    /// after it a float32 error a row.
    package static let codes = RowPart(rawValue: 16)
}

/// Where a block has one of its parts.
@safe
struct RowPartBytes {
    var kind: RowPart
    var bytes: UnsafeMutableRawBufferPointer

    init<Element>(_ kind: RowPart, of elements: UnsafeMutablePointer<Element>, count: Int) {
        self.kind = kind
        unsafe bytes = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: elements, count: count))
    }
}
