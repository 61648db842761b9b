internal import CSIMDKernels
import Synchronization

/// A fixed number of places for rows of float32 values and their ids, filled from the front while others read.
///
/// Rows are never moved or changed once they are appended, so a reader needs no lock: it reads rows below `count`,
/// and appending writes only at and above it. Memory is reserved at once and used up page by page as rows arrive.
///
/// `@unchecked Sendable`: the pointers are set once and freed in `deinit`. Appending holds `appending`, so there is one
/// writer at a time; it writes only rows at or above `count` and then publishes them by a releasing store. Readers see
/// only rows below an acquiring load of `count`, which nobody writes again.
@safe
package final class RowBlock: @unchecked Sendable {
    /// Values a row.
    package let dimension: Int
    /// The most rows the block can hold.
    package let capacity: Int
    private let vectors: UnsafeMutablePointer<Float>
    private let ids: UnsafeMutablePointer<Int64>
    private let pages: Pages
    /// The file that the values of the rows lie in; nil where they lie in `pages`.
    private let mappedRows: MappedRows?
    /// Codes of the rows, sixteen by sixteen as they become complete.
    private let codes: CodeBlock
    private let appending = Mutex(())
    private let publishedCount = Atomic(0)

    /// - Precondition: Both are positive, and a block of that size fits into memory.
    package convenience init(dimension: Int, capacity: Int) {
        self.init(dimension: dimension, capacity: capacity, mappedRows: nil)
    }

    private init(dimension: Int, capacity: Int, mappedRows: MappedRows?) {
        precondition(dimension > 0 && capacity > 0, "a block of \(capacity) rows of \(dimension) values")
        self.dimension = dimension
        self.capacity = capacity
        self.mappedRows = mappedRows
        let vectorByteCount =
            mappedRows == nil ? Pages.lines(capacity * dimension * MemoryLayout<Float>.stride) : 0
        pages = Pages(byteCount: vectorByteCount + capacity * MemoryLayout<Int64>.stride)
        unsafe vectors =
            mappedRows?.values ?? pages.base.bindMemory(to: Float.self, capacity: capacity * dimension)
        unsafe ids = (pages.base + vectorByteCount).bindMemory(to: Int64.self, capacity: capacity)
        codes = CodeBlock(dimension: dimension, capacity: capacity)
    }

    /// The number of rows appended so far.
    package var count: Int { publishedCount.load(ordering: .acquiring) }

    /// Appends rows that are given one after the other.
    ///
    /// - Parameters:
    ///   - newVectors: `newIDs.count × dimension` values, row-major.
    ///   - newIDs: One id a row.
    /// - Precondition: The rows fit, and the block is not one over mapped rows.
    /// - Complexity: O(number of new values); nothing that is already there is copied.
    package func append(vectors newVectors: Span<Float>, ids newIDs: Span<Int64>) {
        precondition(
            newVectors.count == newIDs.count * dimension,
            "\(newVectors.count) values for \(newIDs.count) rows of \(dimension)"
        )
        precondition(mappedRows == nil, "rows for a block that is mapped from a file")
        appending.withLock { _ in
            let first = publishedCount.load(ordering: .relaxed)
            precondition(newIDs.count <= capacity - first, "\(newIDs.count) rows for \(capacity - first) places")
            unsafe newVectors.withUnsafeBufferPointer { source in
                _ = unsafe UnsafeMutableBufferPointer(start: vectors + first * dimension, count: source.count)
                    .update(from: source)
            }
            unsafe newIDs.withUnsafeBufferPointer { source in
                _ = unsafe UnsafeMutableBufferPointer(start: ids + first, count: source.count).update(from: source)
            }
            encodeGroups(completedBy: first..<first + newIDs.count)
            publishedCount.store(first + newIDs.count, ordering: .releasing)
        }
    }

    /// Calls `body` with the values, row-major, and the ids of some rows.
    ///
    /// - Precondition: `rows` lies within `0..<count`.
    package func withRows<Result, Failure: Error>(
        _ rows: Range<Int>,
        _ body: (_ vectors: Span<Float>, _ ids: Span<Int64>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of \(count)")
        let ids = unsafe Span(_unsafeStart: UnsafePointer(ids + rows.lowerBound), count: rows.count)
        let values = rows.lowerBound * dimension..<rows.upperBound * dimension
        if let mappedRows {
            return try mappedRows.withValues(values) { vectors throws(Failure) in try body(vectors, ids) }
        }
        let vectors = unsafe UnsafePointer(vectors + values.lowerBound)
        return try body(unsafe Span(_unsafeStart: vectors, count: values.count), ids)
    }

    /// Has a row that will be read soon brought into the cache meanwhile; nothing for rows that are mapped from a file.
    ///
    /// - Precondition: `row` lies within `0..<count`.
    package func prefetch(_ row: Int) {
        precondition(row >= 0 && row < count, "row \(row) of \(count)")
        guard mappedRows == nil else { return }
        unsafe roost_prefetch(vectors + row * dimension, dimension * MemoryLayout<Float>.stride)
    }

    /// Calls `body` with the ids of some rows.
    ///
    /// - Precondition: `rows` lies within `0..<count`.
    package func withIDs<Result, Failure: Error>(
        _ rows: Range<Int>,
        _ body: (Span<Int64>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of \(count)")
        return try body(unsafe Span(_unsafeStart: UnsafePointer(ids + rows.lowerBound), count: rows.count))
    }

    /// The bytes of memory that a number of the block's rows with their codes and ids take; without the values of rows
    /// that are mapped from a file.
    package func byteCount(rowCount: Int) -> Int {
        let vectorByteCount = mappedRows == nil ? dimension * MemoryLayout<Float>.stride : 0
        return rowCount * (vectorByteCount + MemoryLayout<Int64>.stride)
            + CodeBlock.byteCount(rowCount: rowCount, dimension: dimension)
    }
}

// MARK: - Codes

extension RowBlock {
    /// The rows of a range that come in whole groups of codes, the first of which begins where the range does.
    ///
    /// - Precondition: `rows` begins with a group.
    package static func codedRows(of rows: Range<Int>) -> Range<Int> {
        precondition(rows.lowerBound % CodeBlock.groupRowCount == 0, "rows \(rows) begin within a group")
        return rows.lowerBound..<max(rows.lowerBound, rows.upperBound & ~(CodeBlock.groupRowCount - 1))
    }

    /// Finds those of some rows whose inner product with a query may reach a threshold.
    ///
    /// No other row reaches it: see ``CodeQuery``.
    ///
    /// - Precondition: `rows` is made of whole groups below `count`.
    package func findCandidates(
        _ query: CodeQuery,
        rows: Range<Int>,
        threshold: Float,
        into candidates: inout CodeCandidates,
        level: SIMDLevel = .detected
    ) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of \(count)")
        codes.findCandidates(query, rows: rows, threshold: threshold, into: &candidates, level: level)
    }

    /// The most queries that one scan of codes finds candidates for.
    package static let scannedQueryCount = CodeBlock.queryCount

    /// Finds for each of several queries what `findCandidates(_:rows:threshold:into:level:)` finds for it, reading the
    /// codes once.
    ///
    /// - Parameter thresholds: One a query.
    /// - Precondition: `rows` is made of whole groups below `count`, and there are at most `scannedQueryCount` queries.
    package func findCandidates(
        _ queries: ArraySlice<CodeQuery>,
        rows: Range<Int>,
        thresholds: Span<Float>,
        into candidates: inout BatchCandidates,
        level: SIMDLevel = .detected
    ) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of \(count)")
        codes.findCandidates(queries, rows: rows, thresholds: thresholds, into: &candidates, level: level)
    }

    /// Encodes the groups whose last rows are among new ones. Not published yet, so that nobody reads them.
    private func encodeGroups(completedBy rows: Range<Int>) {
        let size = CodeBlock.groupRowCount
        let groups = rows.lowerBound / size..<rows.upperBound / size
        guard !groups.isEmpty else { return }
        let first = unsafe UnsafePointer(vectors + groups.lowerBound * size * dimension)
        codes.encode(unsafe Span(_unsafeStart: first, count: groups.count * size * dimension), groups: groups)
    }
}

// MARK: - Files

extension RowBlock {
    /// Makes a block of rows that were saved, its parts filled in by `read`.
    ///
    /// - Parameters:
    ///   - rowCount: Rows that were saved, at most `capacity`.
    ///   - mappedRows: Where the values of the rows lie; nil to have them read into memory too. A block over mapped rows
    ///     takes no more rows.
    ///   - read: Called once for each part, in the order of `withParts`, mapped values left out; fills the bytes.
    package convenience init<Failure: Error>(
        dimension: Int,
        capacity: Int,
        rowCount: Int,
        mappedRows: MappedRows?,
        reading read: (_ part: RowPart, _ bytes: inout MutableRawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(rowCount >= 0 && rowCount <= capacity, "\(rowCount) rows for \(capacity) places")
        if let mappedRows {
            precondition(mappedRows.count == rowCount * dimension, "\(mappedRows.count) values for \(rowCount) rows")
        }
        self.init(dimension: dimension, capacity: capacity, mappedRows: mappedRows)
        for part in parts(rowCount: rowCount) where mappedRows == nil || part.kind != .values {
            var bytes = unsafe MutableRawSpan(_unsafeBytes: part.bytes)
            try read(part.kind, &bytes)
        }
        publishedCount.store(rowCount, ordering: .releasing)
    }

    /// Calls `body` with each part that a file of the first `rowCount` rows has, in a fixed order.
    ///
    /// - Precondition: `rowCount` is at most `count`.
    package func withParts<Failure: Error>(
        rowCount: Int,
        _ body: (_ part: RowPart, _ bytes: RawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(rowCount >= 0 && rowCount <= count, "\(rowCount) rows of \(count)")
        for part in parts(rowCount: rowCount) {
            if let mappedRows, part.kind == .values {
                try mappedRows.withValues(0..<rowCount * dimension) { values throws(Failure) in
                    try body(.values, unsafe values.bytes)
                }
            } else {
                let bytes = unsafe UnsafeRawBufferPointer(part.bytes)
                try body(part.kind, unsafe RawSpan(_unsafeBytes: bytes))
            }
        }
    }

    /// The lengths of the parts that a file of `rowCount` rows has, in the order of `withParts`.
    package func partByteCounts(rowCount: Int) -> [(kind: RowPart, byteCount: Int)] {
        precondition(rowCount >= 0 && rowCount <= capacity, "\(rowCount) rows for \(capacity) places")
        return parts(rowCount: rowCount).map { unsafe ($0.kind, $0.bytes.count) }
    }

    /// True where the values of the rows are mapped from a file.
    package var isMapped: Bool { mappedRows != nil }

    /// What a file has of the first rows. The values come first.
    private func parts(rowCount: Int) -> [RowPartBytes] {
        [
            unsafe RowPartBytes(.values, of: vectors, count: rowCount * dimension),
            unsafe RowPartBytes(.ids, of: ids, count: rowCount),
        ] + codes.parts(rowCount: rowCount, first: .codes)
    }
}
