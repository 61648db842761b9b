/// A row-major float32 matrix that owns its memory, which starts on a cache line: 64-byte vectors cross none then.
///
/// `@unchecked Sendable` and `@safe`: the memory has one owner, is written only through exclusive access to it, and
/// pointers to it stay inside the closures of this module.
@safe
package struct Matrix: ~Copyable, @unchecked Sendable {
    /// The number of rows in use, of which there is memory for `rowCapacity`.
    package private(set) var rowCount: Int
    package let columnCount: Int
    package let rowCapacity: Int
    private let values: UnsafeMutablePointer<Float>

    /// A matrix of zeros.
    package init(rowCount: Int, columnCount: Int) {
        precondition(rowCount >= 0 && columnCount >= 0, "a matrix of \(rowCount) × \(columnCount) values")
        self.rowCount = rowCount
        self.columnCount = columnCount
        rowCapacity = rowCount
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, rowCount * columnCount) * MemoryLayout<Float>.stride,
            alignment: 64
        )
        unsafe values = memory.bindMemory(to: Float.self, capacity: rowCount * columnCount)
        unsafe values.initialize(repeating: 0, count: rowCount * columnCount)
    }

    deinit {
        unsafe values.deallocate()
    }

    /// Changes the number of rows in use; rows keep their values.
    ///
    /// - Precondition: `rowCount` is at most `rowCapacity`.
    package mutating func setRowCount(_ rowCount: Int) {
        precondition((0...rowCapacity).contains(rowCount), "\(rowCount) rows in memory for \(rowCapacity)")
        self.rowCount = rowCount
    }

    /// Calls `body` with the rows in use.
    package borrowing func withRows<Result>(_ body: (Span<Float>) throws -> Result) rethrows -> Result {
        try body(unsafe UnsafeBufferPointer(start: values, count: rowCount * columnCount).span)
    }

    /// Calls `body` with one row.
    package borrowing func withRow<Result>(_ row: Int, _ body: (Span<Float>) throws -> Result) rethrows -> Result {
        precondition((0..<rowCount).contains(row), "row \(row) of \(rowCount)")
        return try body(unsafe UnsafeBufferPointer(start: values + row * columnCount, count: columnCount).span)
    }

    /// Calls `body` with the rows in use, which it may change.
    package mutating func withMutableRows<Result>(
        _ body: (inout MutableSpan<Float>) throws -> Result
    ) rethrows -> Result {
        var span = unsafe UnsafeMutableBufferPointer(start: values, count: rowCount * columnCount).mutableSpan
        return try body(&span)
    }

    /// Calls `body` with one row, which it may change.
    package mutating func withMutableRow<Result>(
        _ row: Int,
        _ body: (inout MutableSpan<Float>) throws -> Result
    ) rethrows -> Result {
        precondition((0..<rowCount).contains(row), "row \(row) of \(rowCount)")
        var span = unsafe UnsafeMutableBufferPointer(start: values + row * columnCount, count: columnCount).mutableSpan
        return try body(&span)
    }

    /// Memory for the kernels of this module: `rowCount · columnCount` values.
    var unsafeValues: UnsafePointer<Float> { unsafe UnsafePointer(values) }

    /// Memory for the kernels of this module: `rowCount · columnCount` values.
    var unsafeMutableValues: UnsafeMutablePointer<Float> {
        mutating get { unsafe values }
    }
}
