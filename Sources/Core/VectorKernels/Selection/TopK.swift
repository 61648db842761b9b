/// A row's identity with its score.
package struct ScoredID: Sendable, Equatable {
    package var id: Int64
    package var score: Float

    package init(id: Int64, score: Float) {
        self.id = id
        self.score = score
    }

    /// Whether this comes before `other` in a result: the higher score first, ties by the lower id.
    ///
    /// A strict total order as long as scores are numbers and ids differ, so the best k do not depend on the order in
    /// which rows are seen or on how the rows are split over threads.
    @inline(__always)
    package func ranksBefore(_ other: ScoredID) -> Bool {
        score > other.score || (score == other.score && id < other.id)
    }
}

/// Selects the `capacity` best of a stream of scored ids, none under a minimum score.
///
/// A binary heap whose root is the worst element kept, so that one comparison turns most rows away. Equal scores are
/// ordered by id, as `ScoredID.ranksBefore` says.
///
/// - Complexity: O(n + e log k) for n rows of which e enter the heap; e is about k ln(n / k) on rows in random order.
package struct TopK: Sendable {
    /// The most elements that are kept.
    package let capacity: Int
    /// The lowest score that is kept, inclusive.
    package let minimumScore: Float
    /// The lowest score that can still enter: the minimum, or the worst kept score once the heap is full.
    ///
    /// An element with just this score enters a full heap only if its id is lower than the worst kept id.
    package private(set) var threshold: Float
    private var heap: [ScoredID] = []

    /// - Parameters:
    ///   - capacity: The most elements to keep; 0 keeps none.
    ///   - minimumScore: Inclusive; not NaN.
    package init(capacity: Int, minimumScore: Float = -.infinity) {
        precondition(capacity >= 0, "capacity \(capacity) is negative")
        self.capacity = capacity
        self.minimumScore = minimumScore
        threshold = minimumScore
    }

    /// The number of elements kept.
    package var count: Int { heap.count }

    /// Keeps an element if it is among the best so far; a score of NaN never is.
    package mutating func insert(_ element: ScoredID) {
        guard element.score >= threshold else { return }
        if heap.count < capacity {
            heap.append(element)
            siftUp(from: heap.count - 1)
        } else if let worst = heap.first, element.ranksBefore(worst) {
            heap[0] = element
            siftDown(from: 0)
        } else {
            return
        }
        if heap.count == capacity {
            threshold = heap[0].score
        }
    }

    /// Keeps the best of a block of rows.
    ///
    /// - Parameters:
    ///   - scores: One score a row.
    ///   - ids: The rows' ids, as many as scores.
    package mutating func insert(scores: Span<Float>, ids: Span<Int64>) {
        precondition(scores.count == ids.count, "\(scores.count) scores for \(ids.count) ids")
        guard capacity > 0 else { return }
        var row = scores.firstIndex(from: 0, atLeast: threshold)
        while row < scores.count {
            insert(ScoredID(id: ids[row], score: scores[row]))
            row = scores.firstIndex(from: row + 1, atLeast: threshold)
        }
    }

    /// Keeps the best of both selections.
    package mutating func merge(_ other: TopK) {
        for element in other.heap {
            insert(element)
        }
    }

    /// The kept elements, best first.
    ///
    /// - Complexity: O(k log k).
    package func sorted() -> [ScoredID] {
        heap.sorted { $0.ranksBefore($1) }
    }
}

extension TopK {
    private mutating func siftUp(from start: Int) {
        var child = start
        let element = heap[child]
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[parent].ranksBefore(element) else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = element
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        let element = heap[parent]
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child].ranksBefore(heap[child + 1]) {
                child += 1
            }
            guard element.ranksBefore(heap[child]) else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = element
    }
}
