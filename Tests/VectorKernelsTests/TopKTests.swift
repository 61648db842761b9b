import TestSupport
import Testing
import VectorKernels

@Suite struct TopKTests {
    /// What `TopK` promises, by sorting everything.
    private func reference(_ elements: [ScoredID], capacity: Int, minimumScore: Float) -> [ScoredID] {
        let sorted = elements.filter { $0.score >= minimumScore }.sorted { ($1.score, $0.id) < ($0.score, $1.id) }
        return Array(sorted.prefix(capacity))
    }

    /// Elements with few different scores, so that most are ties.
    private func elements(count: Int, using generator: inout SeededGenerator) -> [ScoredID] {
        (0..<count).shuffled(using: &generator).map {
            ScoredID(id: Int64($0), score: Float(Int.random(in: -4...4, using: &generator)))
        }
    }

    @Test("Keeps the best in order, ties by the lower id", arguments: [0, 1, 2, 3, 7, 10, 100, 1000])
    func keepsBest(capacity: Int) {
        var generator = SeededGenerator(seed: UInt64(capacity))
        for count in [0, 1, 2, 10, 99, 300] {
            for minimumScore: Float in [-.infinity, -4, 0, 4, 5, .infinity] {
                let elements = elements(count: count, using: &generator)
                var best = TopK(capacity: capacity, minimumScore: minimumScore)
                for element in elements { best.insert(element) }
                #expect(
                    best.sorted() == reference(elements, capacity: capacity, minimumScore: minimumScore),
                    "\(count) elements, minimum \(minimumScore)"
                )
            }
        }
    }

    @Test("Blocks of scores give the same as single elements", arguments: [1, 5, 15, 16, 17, 40])
    func insertsBlocks(blockLength: Int) {
        var generator = SeededGenerator(seed: 3)
        let elements = elements(count: 200, using: &generator)
        var best = TopK(capacity: 10)
        for first in stride(from: 0, to: elements.count, by: blockLength) {
            let block = elements[first..<min(first + blockLength, elements.count)]
            let (scores, ids) = (block.map(\.score), block.map(\.id))
            best.insert(scores: scores.span, ids: ids.span)
        }
        #expect(best.sorted() == reference(elements, capacity: 10, minimumScore: -.infinity))
    }

    @Test("Merging parts gives the selection of the whole")
    func merges() {
        var generator = SeededGenerator(seed: 4)
        let elements = elements(count: 300, using: &generator)
        var whole = TopK(capacity: 20, minimumScore: 1)
        for first in stride(from: 0, to: elements.count, by: 70) {
            var part = TopK(capacity: 20, minimumScore: 1)
            for element in elements[first..<min(first + 70, elements.count)] { part.insert(element) }
            whole.merge(part)
        }
        #expect(whole.sorted() == reference(elements, capacity: 20, minimumScore: 1))
    }

    @Test("The threshold is the worst kept score once the heap is full")
    func threshold() {
        var best = TopK(capacity: 2, minimumScore: 0.5)
        #expect(best.threshold == 0.5)
        best.insert(ScoredID(id: 1, score: 0.75))
        #expect(best.threshold == 0.5)
        best.insert(ScoredID(id: 2, score: 1))
        #expect(best.threshold == 0.75)
    }

    @Test("Not a number is never kept")
    func refusesNaN() {
        var best = TopK(capacity: 2)
        best.insert(ScoredID(id: 1, score: .nan))
        let (scores, ids): ([Float], [Int64]) = ([.nan, 1, .nan], [2, 3, 4])
        best.insert(scores: scores.span, ids: ids.span)
        #expect(best.sorted() == [ScoredID(id: 3, score: 1)])
    }

    @Test("Negative and positive zero tie")
    func zerosTie() {
        var best = TopK(capacity: 1)
        best.insert(ScoredID(id: 2, score: 0))
        best.insert(ScoredID(id: 1, score: -0.0))
        #expect(best.sorted().map(\.id) == [1])
    }
}

@Suite struct ThresholdSearchTests {
    @Test("Finds every value that reaches the threshold", arguments: [0, 1, 15, 16, 17, 31, 32, 33, 100])
    func findsAll(count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        let values = (0..<count).map { _ in Float(Int.random(in: 0...20, using: &generator)) }
        for threshold: Float in [-1, 0, 10, 20, 21] {
            var found: [Int] = []
            var index = values.span.firstIndex(from: 0, atLeast: threshold)
            while index < count {
                found.append(index)
                index = values.span.firstIndex(from: index + 1, atLeast: threshold)
            }
            #expect(found == values.indices.filter { values[$0] >= threshold })
        }
    }

    @Test("Compares each column with its own threshold", arguments: [16, 32, 48])
    func findsByColumn(columnCount: Int) {
        var generator = SeededGenerator(seed: 5)
        let values = (0..<columnCount * 7).map { _ in Float(Int.random(in: 0...20, using: &generator)) }
        let thresholds = (0..<columnCount).map { _ in Float(Int.random(in: 10...25, using: &generator)) }
        var found: [Int] = []
        var index = values.span.firstIndex(from: 0, atLeastEach: thresholds.span)
        while index < values.count {
            found.append(index)
            index = values.span.firstIndex(from: index + 1, atLeastEach: thresholds.span)
        }
        #expect(found == values.indices.filter { values[$0] >= thresholds[$0 % columnCount] })
    }
}
