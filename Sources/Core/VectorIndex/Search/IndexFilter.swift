/// The ids that a search may find.
///
/// Turned into one bitmap a segment before the scan, so that a filtered search is as exact as one over an index of
/// only the allowed vectors and costs in proportion to them. Ids that are not in the index do no harm.
package struct IndexFilter: Sendable {
    /// Ascending, each once.
    let ids: [Int64]
    /// Bit i mod 64 of word i / 64 for each id, i counted from the lowest one; nil where there are few ids to a word.
    private let words: [UInt64]?

    /// - Parameter ids: In any order, repetitions allowed.
    /// - Complexity: O(n) if they ascend, else O(n log n).
    package init(allowing ids: some Sequence<Int64>) {
        let given = Array(ids)
        self.ids = given.isStrictlyAscending ? given : given.sortedUnique()
        words = self.ids.isEmpty ? nil : Self.words(of: self.ids)
    }

    private static func words(of ids: [Int64]) -> [UInt64]? {
        let span = UInt64(bitPattern: ids[ids.count - 1] &- ids[0])
        guard span / 64 <= UInt64(ids.count) else { return nil }
        var words = [UInt64](repeating: 0, count: Int(span / 64) + 1)
        for id in ids {
            let place = UInt64(bitPattern: id &- ids[0])
            words[Int(place / 64)] |= 1 << (place % 64)
        }
        return words
    }

    /// The number of different ids.
    package var count: Int { ids.count }

    package func allows(_ id: Int64) -> Bool {
        if let words {
            let place = UInt64(bitPattern: id &- ids[0])
            return place / 64 < UInt64(words.count) && words[Int(place / 64)] & (1 << (place % 64)) != 0
        }
        let place = ids.span.firstIndex(from: 0, atLeast: id)
        return place < ids.count && ids[place] == id
    }
}

extension IndexFilter {
    /// Calls `body` with the allowed ids of a range, ascending.
    func forEachID(in range: ClosedRange<Int64>, _ body: (Int64) -> Void) {
        var place = ids.span.firstIndex(from: 0, atLeast: range.lowerBound)
        while place < ids.count, ids[place] <= range.upperBound {
            body(ids[place])
            place += 1
        }
    }

    /// Whether so many rows are told from each other faster one by one than by looking for the filter's ids among them.
    ///
    /// - Parameter ids: The lowest and the highest id of the rows.
    func isDense(amongst rowCount: Int, ids range: ClosedRange<Int64>) -> Bool {
        guard words != nil else { return false }
        let first = ids.span.firstIndex(from: 0, atLeast: range.lowerBound)
        return ids.span.firstIndex(from: first, atLeast: range.upperBound) - first > rowCount / 8
    }
}

extension [Int64] {
    var isStrictlyAscending: Bool {
        zip(self, dropFirst()).allSatisfy { $0 < $1 }
    }

    fileprivate func sortedUnique() -> [Int64] {
        var unique: [Int64] = []
        for id in sorted() where id != unique.last {
            unique.append(id)
        }
        return unique
    }
}

extension Span<Int64> {
    /// The first index at or after `start` of an ascending list whose id is at least `id`; `count` if there is none.
    ///
    /// Doubles its steps from `start` and then bisects (Bentley & Yao 1976, doi:10.1016/0020-0190(76)90071-5).
    ///
    /// - Complexity: O(log d) for a result d places after `start`.
    func firstIndex(from start: Int, atLeast id: Int64) -> Int {
        var low = start
        var step = 1
        while low + step <= count, self[low + step - 1] < id {
            low += step
            step *= 2
        }
        var high = Swift.min(low + step - 1, count)
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Calls `body` with the place of every id of this ascending list that is in another ascending list.
    ///
    /// This list may have an id more than once: a deleted row and the one that came in its place.
    ///
    /// - Complexity: O(m log(n / m)) for lists of m and n ≥ m ids.
    func forEachIndex(sharedWith other: Span<Int64>, _ body: (Int) -> Void) {
        var (mine, others) = (0, 0)
        while mine < count, others < other.count {
            let (id, otherID) = (self[mine], other[others])
            if id == otherID {
                body(mine)
                mine += 1
            } else if id < otherID {
                mine = firstIndex(from: mine, atLeast: otherID)
            } else {
                others = other.firstIndex(from: others, atLeast: id)
            }
        }
    }
}
