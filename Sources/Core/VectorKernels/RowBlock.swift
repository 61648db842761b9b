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
    /// Codes of the rows, sixteen by sixteen as they become complete.
    private let codes: CodeBlock
    private let appending = Mutex(())
    private let publishedCount = Atomic(0)

    /// - Precondition: Both are positive, and a block of that size fits into memory.
    package init(dimension: Int, capacity: Int) {
        precondition(dimension > 0 && capacity > 0, "a block of \(capacity) rows of \(dimension) values")
        self.dimension = dimension
        self.capacity = capacity
        let vectorByteCount = Pages.lines(capacity * dimension * MemoryLayout<Float>.stride)
        pages = Pages(byteCount: vectorByteCount + capacity * MemoryLayout<Int64>.stride)
        unsafe vectors = pages.base.bindMemory(to: Float.self, capacity: capacity * dimension)
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
    /// - Precondition: The rows fit.
    /// - Complexity: O(number of new values); nothing that is already there is copied.
    package func append(vectors newVectors: Span<Float>, ids newIDs: Span<Int64>) {
        precondition(
            newVectors.count == newIDs.count * dimension,
            "\(newVectors.count) values for \(newIDs.count) rows of \(dimension)"
        )
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
        let vectors = unsafe UnsafePointer(vectors + rows.lowerBound * dimension)
        let ids = unsafe UnsafePointer(ids + rows.lowerBound)
        return try body(
            unsafe Span(_unsafeStart: vectors, count: rows.count * dimension),
            unsafe Span(_unsafeStart: ids, count: rows.count)
        )
    }

    /// Has a row that will be read soon brought into the cache meanwhile.
    ///
    /// - Precondition: `row` lies within `0..<count`.
    package func prefetch(_ row: Int) {
        precondition(row >= 0 && row < count, "row \(row) of \(count)")
        unsafe roost_prefetch(vectors + row * dimension, dimension * MemoryLayout<Float>.stride)
    }

    /// The bytes that a number of rows with their codes and ids take.
    package static func byteCount(rowCount: Int, dimension: Int) -> Int {
        rowCount * (dimension * MemoryLayout<Float>.stride + MemoryLayout<Int64>.stride)
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

    /// Encodes the groups whose last rows are among new ones. Not published yet, so that nobody reads them.
    private func encodeGroups(completedBy rows: Range<Int>) {
        let size = CodeBlock.groupRowCount
        let groups = rows.lowerBound / size..<rows.upperBound / size
        guard !groups.isEmpty else { return }
        let first = unsafe UnsafePointer(vectors + groups.lowerBound * size * dimension)
        codes.encode(unsafe Span(_unsafeStart: first, count: groups.count * size * dimension), groups: groups)
    }
}
