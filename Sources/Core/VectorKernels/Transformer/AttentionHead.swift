internal import CSIMDKernels

/// Where the parts of one attention head are in rows of projections, each part beginning with a panel of columns.
package struct AttentionHead: Sendable, Equatable {
    /// The numbers of a query, a key or a value.
    package let size: Int

    package init(size: Int) {
        precondition(size > 0, "a head of \(size) numbers")
        self.size = size
    }

    /// Panels of each part.
    package var partPanelCount: Int { PackedWeights.panelCount(forOutputs: size) }

    /// Columns of the projections of one head: its queries, then its keys, then its values, padded to whole panels.
    package var columnCount: Int { 3 * partPanelCount * PackedWeights.panelOutputCount }
}

/// The memory that attention needs, for one thread.
package final class AttentionScratch: Sendable {
    let memory: AlignedMemory

    /// - Parameter tokenCount: The tokens of the longest sequence.
    package init(format: NumberFormat, tokenCount: Int, head: AttentionHead) {
        memory = AlignedMemory(byteCount: Self.byteCount(format, tokenCount, head))
    }

    static func byteCount(_ format: NumberFormat, _ tokenCount: Int, _ head: AttentionHead) -> Int {
        roost_attention_scratch_size(format.rawValue, tokenCount, head.size)
    }
}

extension TokenMatrix {
    /// Sets some columns of the rows of one sequence to what one head makes of them: every token attends to all tokens of
    /// its sequence (Vaswani et al. 2017, arXiv:1706.03762, section 3.2).
    ///
    /// - Parameters:
    ///   - column: The first of `head.size` columns.
    ///   - rows: The rows of the sequence, here and in `projections`.
    ///   - projections: Queries, keys and values; see `AttentionHead`.
    ///   - format: How numbers are multiplied; not `int8`.
    ///   - scratch: Large enough for the sequence, overwritten.
    /// - Complexity: O(n² · `head.size`) for a sequence of n tokens.
    package func setAttention(
        column: Int,
        rows: Range<Int>,
        projections: TokenMatrix,
        head: AttentionHead,
        format: NumberFormat,
        scratch: AttentionScratch,
        level: SIMDLevel = .detected
    ) {
        check(rows)
        projections.check(rows)
        precondition(format != .int8 && format.isSupported(at: level), "attention in \(format) at \(level)")
        precondition(
            column >= 0 && column + head.size <= columnCount && projections.columnCount == head.columnCount
                && scratch.memory.byteCount >= AttentionScratch.byteCount(format, rows.count, head),
            "a head of \(head.size) in \(projections.columnCount) columns to column \(column) of \(columnCount), "
                + "scratch of \(scratch.memory.byteCount) bytes for \(rows.count) tokens"
        )
        guard !rows.isEmpty else { return }
        let part = head.partPanelCount * PackedWeights.panelOutputCount
        let first = unsafe projections.pointer(toRow: rows.lowerBound)
        var input = unsafe roost_attention_head(
            queries: first,
            keys: first + part,
            values: first + 2 * part,
            stride: projections.stride,
            token_count: rows.count,
            head_size: head.size
        )
        unsafe roost_attend(
            level.rawValue,
            format.rawValue,
            &input,
            pointer(toRow: rows.lowerBound) + column,
            stride,
            scratch.memory.base.assumingMemoryBound(to: UInt8.self)
        )
    }
}
