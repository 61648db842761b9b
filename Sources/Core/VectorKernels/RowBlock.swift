import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

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
    private let mapping: UnsafeMutableRawBufferPointer
    private let appending = Mutex(())
    private let publishedCount = Atomic(0)

    /// - Precondition: Both are positive, and a block of that size fits into memory.
    package init(dimension: Int, capacity: Int) {
        precondition(dimension > 0 && capacity > 0, "a block of \(capacity) rows of \(dimension) values")
        self.dimension = dimension
        self.capacity = capacity
        let vectorByteCount = Self.vectorByteCount(rowCount: capacity, dimension: dimension)
        unsafe mapping = Self.map(byteCount: vectorByteCount + capacity * MemoryLayout<Int64>.stride)
        let base = unsafe mapping.baseAddress.unsafelyUnwrapped
        unsafe vectors = base.bindMemory(to: Float.self, capacity: capacity * dimension)
        unsafe ids = (base + vectorByteCount).bindMemory(to: Int64.self, capacity: capacity)
    }

    deinit {
        unsafe munmap(mapping.baseAddress, mapping.count)
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

    /// The bytes that a number of rows with their ids take.
    package static func byteCount(rowCount: Int, dimension: Int) -> Int {
        rowCount * (dimension * MemoryLayout<Float>.stride + MemoryLayout<Int64>.stride)
    }
}

extension RowBlock {
    /// The bytes set aside for vectors: rounded up so that the ids behind them lie on a cache line of their own.
    private static func vectorByteCount(rowCount: Int, dimension: Int) -> Int {
        (rowCount * dimension * MemoryLayout<Float>.stride + 63) & ~63
    }

    /// Zeroed memory straight from the operating system, so that dropping a block gives it back at once.
    ///
    /// Asks for huge pages for long blocks: scans of them translate fewer addresses.
    private static func map(byteCount: Int) -> UnsafeMutableRawBufferPointer {
        let address = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else {
            fatalError("no memory for a block of \(byteCount) bytes: errno \(errno)")
        }
        #if os(Linux)
        if byteCount >= 1 << 22 {
            unsafe madvise(address, byteCount, MADV_HUGEPAGE)
        }
        #endif
        return unsafe UnsafeMutableRawBufferPointer(start: address, count: byteCount)
    }
}
