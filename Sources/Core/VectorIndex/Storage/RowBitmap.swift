/// A set of rows of one segment, one bit a row.
struct RowBitmap: Sendable, Equatable {
    /// Row r is bit r mod 64 of word r / 64.
    private(set) var words: [UInt64]
    /// The number of rows in the set.
    private(set) var count = 0

    /// The empty set of rows below `capacity`.
    init(capacity: Int) {
        words = Array(repeating: 0, count: (capacity + 63) / 64)
    }

    /// All rows below `capacity`.
    init(allBelow capacity: Int) {
        words = Array(repeating: ~0, count: (capacity + 63) / 64)
        count = capacity
        if capacity % 64 != 0 {
            words[words.count - 1] = (1 << UInt64(capacity % 64)) - 1
        }
    }

    /// The rows whose bits are set in the first words of a set of rows below `capacity`.
    init(words: [UInt64], capacity: Int) {
        self.init(capacity: capacity)
        self.words.replaceSubrange(words.indices, with: words)
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// The rows below `capacity` for which `isIncluded` is true, which is called for each once.
    init(capacity: Int, where isIncluded: (Int) -> Bool) {
        self.init(capacity: capacity)
        for index in words.indices {
            var word: UInt64 = 0
            for row in index * 64..<min(index * 64 + 64, capacity) where isIncluded(row) {
                word |= 1 << UInt64(row % 64)
            }
            words[index] = word
            count += word.nonzeroBitCount
        }
    }

    func contains(_ row: Int) -> Bool {
        words[row / 64] & (1 << UInt64(row % 64)) != 0
    }

    /// Adds a row; nothing if it is already there.
    mutating func insert(_ row: Int) {
        let bit: UInt64 = 1 << UInt64(row % 64)
        if words[row / 64] & bit == 0 {
            words[row / 64] |= bit
            count += 1
        }
    }

    /// Removes the rows of another set, which may be of a larger capacity.
    mutating func subtract(_ other: RowBitmap) {
        count = 0
        for index in words.indices {
            words[index] &= ~other.words[index]
            count += words[index].nonzeroBitCount
        }
    }

    /// The runs of adjacent rows of the set within `range`, in ascending order.
    ///
    /// - Parameter gap: Runs with at most this many other rows between them are joined, with those rows.
    func runs(in range: Range<Int>, joiningGapsUpTo gap: Int = 0) -> RowRuns {
        RowRuns(bitmap: self, range: range, joinedGap: gap)
    }
}

/// Runs of adjacent rows, found a word at a time.
struct RowRuns: Sequence, IteratorProtocol {
    private let words: [UInt64]
    private let end: Int
    private let joinedGap: Int
    /// The first row of the next run; `end` if there is none.
    private var start: Int

    fileprivate init(bitmap: RowBitmap, range: Range<Int>, joinedGap: Int) {
        words = bitmap.words
        end = Swift.min(range.upperBound, bitmap.words.count * 64)
        self.joinedGap = joinedGap
        start = end
        start = first(at: range.lowerBound, flipping: 0)
    }

    mutating func next() -> Range<Int>? {
        guard start < end else { return nil }
        let runStart = start
        var runEnd = start
        while start < end, start - runEnd <= joinedGap {
            runEnd = first(at: start, flipping: ~0)
            start = first(at: runEnd, flipping: 0)
        }
        return runStart..<runEnd
    }

    /// The first row at or after `row` whose bit, after flipping, is set; `end` if there is none.
    private func first(at row: Int, flipping mask: UInt64) -> Int {
        guard row < end else { return end }
        var word = row / 64
        var bits = (words[word] ^ mask) & (~0 << UInt64(row % 64))
        while bits == 0 {
            word += 1
            guard word * 64 < end else { return end }
            bits = words[word] ^ mask
        }
        return Swift.min(word * 64 + bits.trailingZeroBitCount, end)
    }
}
