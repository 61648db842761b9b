import Ranking
import TestSupport
import Testing

@Suite("Diverse and distinct selection")
struct SelectionOfContextTests {
    @Test("Without diversity the order is that of the scores, ties by place")
    func order() {
        let relevance = MaximalMarginalRelevance(diversity: 0)
        #expect(relevance.selection(of: 3, scores: [0.5, 0.9, 0.5, 0.7]) { _, _ in 1 } == [1, 3, 0])
        #expect(relevance.selection(of: 9, scores: [0.5]) { _, _ in 1 } == [0])
        #expect(relevance.selection(of: 0, scores: [0.5]) { _, _ in 1 } == [])
    }

    @Test("Each choice maximises the marginal relevance", arguments: [0.1, 0.5, 0.9, 1.0])
    func maximal(diversity: Double) {
        var generator = SeededGenerator(seed: 9)
        let count = 12
        let scores = (0..<count).map { _ in Double.random(in: 0...1, using: &generator) }
        var similarities = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        for first in 0..<count {
            for second in 0..<first {
                similarities[first][second] = Double.random(in: 0...1, using: &generator)
                similarities[second][first] = similarities[first][second]
            }
        }
        let chosen = MaximalMarginalRelevance(diversity: diversity)
            .selection(of: 8, scores: scores) { similarities[$0][$1] }
        #expect(chosen.count == 8 && Set(chosen).count == 8)
        func value(_ place: Int, after chosen: ArraySlice<Int>) -> Double {
            (1 - diversity) * scores[place] - diversity * (chosen.map { similarities[place][$0] }.max() ?? 0)
        }
        for step in chosen.indices {
            let before = chosen[..<step]
            let best = (0..<count).filter { !before.contains($0) }.map { value($0, after: before) }.max()
            #expect(value(chosen[step], after: before) == best)
        }
    }

    @Test("A duplicate's place goes to the next best; when there is none, the duplicate keeps it")
    func duplicates() {
        let texts = ["a b c d", "A b c d.", "e f g h", "a b c", "e f g h", "i j k l"]
        let scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
        func places(_ count: Int) -> [Int] { DistinctSelection.places(count, texts: texts, scores: scores) }
        #expect(places(1) == [0])
        #expect(places(2) == [0, 2])
        #expect(places(3) == [0, 2, 3])
        #expect(places(4) == [0, 2, 3, 5])
        #expect(places(5) == [0, 1, 2, 3, 5])
        #expect(places(9) == Array(0..<6))
        #expect(places(0) == [] && places(-1) == [])
        #expect(DistinctSelection.places(2, texts: [], scores: []) == [])
    }

    @Test("With diversity an alike passage gives way to one that is less relevant")
    func diversity() {
        let texts = ["the red ferry leaves at nine", "the red ferry leaves at noon", "dogs must wear a muzzle"]
        let scores = [0.9, 0.85, 0.8]
        #expect(DistinctSelection.places(2, texts: texts, scores: scores) == [0, 1])
        #expect(DistinctSelection.places(2, texts: texts, scores: scores, diversity: 0.5) == [0, 2])
    }

    @Test("As many come as are asked for or there are, ascending and each once", arguments: [0, 0.3, 1])
    func counts(diversity: Double) {
        var generator = SeededGenerator(seed: 4)
        for size in 0..<20 {
            let texts = (0..<size).map { _ in
                (0..<5).map { _ in ["a", "b"].randomElement(using: &generator) ?? "" }.joined(separator: " ")
            }
            let scores = (0..<size).map { 1 - Double($0) / 20 }
            for count in 0...(size + 1) {
                let places = DistinctSelection.places(count, texts: texts, scores: scores, diversity: diversity)
                #expect(places.count == min(count, size))
                #expect(places == Set(places).sorted() && places.allSatisfy { $0 < size })
            }
        }
    }
}
