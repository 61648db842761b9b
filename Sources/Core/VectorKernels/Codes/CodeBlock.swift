internal import CSIMDKernels

/// Codes of four bits a value for the rows of a ``RowBlock``, in groups of sixteen rows.
///
/// An eighth of the bytes of the rows, so that a scan of them takes an eighth of the time. `@unchecked Sendable`: a group
/// is written once, by the one writer of the row block and before the row block publishes its rows; nobody reads it
/// earlier.
@safe
final class CodeBlock: @unchecked Sendable {
    static let groupRowCount = Int(roost_code_group_row_count)
    /// The most queries that are scanned for together.
    static let queryCount = Int(roost_code_query_count)

    private let dimension: Int
    private let groupByteCount: Int
    private let pages: Pages
    private let codes: UnsafeMutablePointer<UInt8>
    private let steps: UnsafeMutablePointer<Float>
    private let errors: UnsafeMutablePointer<Float>

    /// - Parameter capacity: In rows; those of the last group that is not whole get no codes.
    init(dimension: Int, capacity: Int) {
        let groupCount = capacity / Self.groupRowCount
        let rowCount = groupCount * Self.groupRowCount
        self.dimension = dimension
        groupByteCount = Self.slabCount(dimension: dimension) * 64
        let codeByteCount = groupCount * groupByteCount
        let factorByteCount = Pages.lines(rowCount * MemoryLayout<Float>.stride)
        pages = Pages(byteCount: max(codeByteCount + 2 * factorByteCount, 1))
        unsafe codes = pages.base.bindMemory(to: UInt8.self, capacity: codeByteCount)
        unsafe steps = (pages.base + codeByteCount).bindMemory(to: Float.self, capacity: rowCount)
        unsafe errors = (pages.base + codeByteCount + factorByteCount).bindMemory(to: Float.self, capacity: rowCount)
    }

    /// The bytes of the codes of so many rows.
    static func byteCount(rowCount: Int, dimension: Int) -> Int {
        let groupByteCount = slabCount(dimension: dimension) * 64 + 2 * groupRowCount * MemoryLayout<Float>.stride
        return rowCount / groupRowCount * groupByteCount
    }

    private static func slabCount(dimension: Int) -> Int {
        let slab = Int(roost_code_slab_dimension)
        return (dimension + slab - 1) / slab
    }

    /// What a file has of the codes of the first rows: codes, steps and errors, of the kinds from `first` on.
    func parts(rowCount: Int, first: RowPart) -> [RowPartBytes] {
        let groupCount = rowCount / Self.groupRowCount
        let factorCount = groupCount * Self.groupRowCount
        return unsafe [
            RowPartBytes(first, of: codes, count: groupCount * groupByteCount),
            RowPartBytes(RowPart(rawValue: first.rawValue + 1), of: steps, count: factorCount),
            RowPartBytes(RowPart(rawValue: first.rawValue + 2), of: errors, count: factorCount),
        ]
    }

    /// Encodes the rows of some groups, which must not have been read yet.
    ///
    /// - Precondition: `rows` has sixteen rows a group.
    func encode(_ rows: Span<Float>, groups: Range<Int>) {
        precondition(rows.count == groups.count * Self.groupRowCount * dimension, "\(rows.count) values")
        let firstRow = groups.lowerBound * Self.groupRowCount
        unsafe rows.withUnsafeBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            unsafe roost_encode_rows(
                SIMDLevel.detected.rawValue,
                base,
                groups.count,
                dimension,
                codes + groups.lowerBound * groupByteCount,
                steps + firstRow,
                errors + firstRow
            )
        }
    }

    /// Replaces `candidates` by those of some rows whose bound reaches a threshold.
    func findCandidates(
        _ query: CodeQuery,
        rows: Range<Int>,
        threshold: Float,
        into candidates: inout CodeCandidates,
        level: SIMDLevel
    ) {
        let size = Self.groupRowCount
        precondition(rows.lowerBound % size == 0 && rows.count % size == 0, "rows \(rows) are no whole groups")
        precondition(query.dimension == dimension, "a query of \(query.dimension) values for \(dimension)")
        candidates.firstRow = rows.lowerBound
        unsafe candidates.fill(capacity: rows.count) { found, estimates, bounds in
            unsafe query.withCodes { query in
                unsafe roost_scan_codes(
                    level.rawValue,
                    codes + rows.lowerBound / size * groupByteCount,
                    steps + rows.lowerBound,
                    errors + rows.lowerBound,
                    rows.count / size,
                    Self.slabCount(dimension: dimension),
                    query,
                    threshold,
                    found,
                    estimates,
                    bounds
                )
            }
        }
    }

    /// Replaces `candidates` by those of some rows whose bounds reach the thresholds of some queries.
    func findCandidates(
        _ queries: ArraySlice<CodeQuery>,
        rows: Range<Int>,
        thresholds: Span<Float>,
        into candidates: inout BatchCandidates,
        level: SIMDLevel
    ) {
        let size = Self.groupRowCount
        precondition(rows.lowerBound % size == 0 && rows.count % size == 0, "rows \(rows) are no whole groups")
        precondition(
            queries.count == thresholds.count && queries.count <= Self.queryCount,
            "\(queries.count) queries and \(thresholds.count) thresholds"
        )
        precondition(queries.allSatisfy { $0.dimension == dimension }, "queries of other than \(dimension) values")
        unsafe candidates.fill(rows: rows, queryCount: queries.count) { room in
            unsafe CodeQuery.withCodes(of: queries) { queries in
                unsafe thresholds.withUnsafeBufferPointer { thresholds in
                    guard let base = thresholds.baseAddress else { return }
                    unsafe roost_scan_codes_each(
                        level.rawValue,
                        codes + rows.lowerBound / size * groupByteCount,
                        steps + rows.lowerBound,
                        errors + rows.lowerBound,
                        rows.count / size,
                        Self.slabCount(dimension: dimension),
                        queries,
                        thresholds.count,
                        base,
                        rows.count,
                        room.rows,
                        room.estimates,
                        room.bounds,
                        room.counts
                    )
                }
            }
        }
    }
}
