internal import CSIMDKernels

/// Codes of one bit a value, with three factors a row, of rows that are grouped by the centres they are encoded from.
///
/// 1/32 of the bytes of the rows, and 12 bytes more a row (Gao & Long 2024, RaBitQ, doi:10.1145/3654970). What a scan of
/// them says of a row holds with a probability only.
///
/// `@unchecked Sendable`: each place is written once, by one thread, before the block is given to readers, who write
/// nothing.
@safe
package final class BitBlock: @unchecked Sendable {
    /// Rows that lie together; lists of rows begin at whole groups.
    package static let groupRowCount = Int(roost_bit_group_row_count)

    /// The number of places, a multiple of `groupRowCount`.
    package let placeCount: Int
    private let wordCount: Int
    private let groupByteCount: Int
    private let pages: Pages

    /// Makes a block whose places hold no rows yet.
    ///
    /// - Parameters:
    ///   - paddedDimension: Values of the rotated rows, a multiple of 64.
    ///   - groupCount: Positive.
    package init(paddedDimension: Int, groupCount: Int) {
        precondition(
            paddedDimension > 0 && paddedDimension % 64 == 0 && groupCount > 0,
            "a block of \(groupCount) groups of \(paddedDimension) bits"
        )
        wordCount = paddedDimension / 64
        groupByteCount = Self.groupByteCount(paddedDimension: paddedDimension)
        placeCount = groupCount * Self.groupRowCount
        pages = Pages(byteCount: groupCount * groupByteCount)
    }

    /// The bytes of the block.
    package var byteCount: Int { placeCount / Self.groupRowCount * groupByteCount }

    private static func groupByteCount(paddedDimension: Int) -> Int {
        groupRowCount * (paddedDimension / 8 + 3 * MemoryLayout<Float>.stride)
    }

    /// Encodes a row into a place. Different threads may fill different places at the same time.
    ///
    /// - Parameters:
    ///   - row: The rotated row.
    ///   - centre: What it is encoded from, rotated.
    ///   - place: Below `placeCount`.
    package func encode(_ row: Span<Float>, from centre: Span<Float>, at place: Int, level: SIMDLevel = .detected) {
        precondition(row.count == wordCount * 64 && centre.count == row.count, "\(row.count), \(centre.count) values")
        let group = unsafe group(at: place).assumingMemoryBound(to: UInt8.self)
        unsafe row.withUnsafeBufferPointer { row in
            unsafe centre.withUnsafeBufferPointer { centre in
                unsafe roost_encode_bits(
                    level.rawValue,
                    row.baseAddress.unsafelyUnwrapped,
                    centre.baseAddress.unsafelyUnwrapped,
                    wordCount,
                    group,
                    place % Self.groupRowCount
                )
            }
        }
    }

    /// Marks a place as one that holds no row, so that no scan finds it.
    package func leaveEmpty(_ place: Int) {
        let offsets = unsafe group(at: place) + (wordCount * 8 + MemoryLayout<Float>.stride) * Self.groupRowCount
        let lane = place % Self.groupRowCount * MemoryLayout<Float>.stride
        unsafe offsets.storeBytes(of: .nan, toByteOffset: lane, as: Float.self)
    }

    /// Replaces `candidates` by the places of a list whose rows may reach a threshold.
    ///
    /// - Parameters:
    ///   - places: Whole groups.
    ///   - list: What the list's centre has to do with the query.
    package func findCandidates(
        _ query: BitQuery,
        places: Range<Int>,
        list: BitQuery.List,
        into candidates: inout CodeCandidates,
        level: SIMDLevel = .detected
    ) {
        precondition(
            places.lowerBound >= 0 && places.upperBound <= placeCount && places.count % Self.groupRowCount == 0
                && places.lowerBound % Self.groupRowCount == 0,
            "places \(places) of \(placeCount)"
        )
        precondition(query.wordCount == wordCount, "a query of \(query.wordCount) words for \(wordCount)")
        candidates.firstRow = places.lowerBound
        guard !places.isEmpty else { return candidates.removeAll() }
        let codes = unsafe group(at: places.lowerBound).assumingMemoryBound(to: UInt8.self)
        unsafe candidates.fill(capacity: places.count) { found, estimates, bounds in
            unsafe query.withKernelForm(list) { query, list in
                unsafe roost_scan_bits(
                    level.rawValue,
                    codes,
                    places.count / Self.groupRowCount,
                    wordCount,
                    query,
                    list,
                    found,
                    estimates,
                    bounds
                )
            }
        }
    }

    private func group(at place: Int) -> UnsafeMutableRawPointer {
        precondition(place >= 0 && place < placeCount, "place \(place) of \(placeCount)")
        return unsafe pages.base + place / Self.groupRowCount * groupByteCount
    }
}
