import Ranking
import Testing

@Suite("Term proximity") struct TermProximityTests {
    private func occurrences(_ places: [(Int, Int)]) -> [TermProximity.Occurrence] {
        places.map { TermProximity.Occurrence(term: $0.0, position: $0.1) }
    }

    @Test("A pair counts with the smaller weight when its second term is one to three tokens behind the first")
    func pairs() {
        let proximity = TermProximity(weights: [4, 1, 3])
        #expect(proximity.share(occurrences([(0, 5), (1, 6)])) == 0.5)
        #expect(proximity.share(occurrences([(0, 5), (1, 8)])) == 0.5)
        #expect(proximity.share(occurrences([(0, 5), (1, 9)])) == 0)
        #expect(proximity.share(occurrences([(0, 6), (1, 5)])) == 0)
        #expect(proximity.share(occurrences([(0, 5), (1, 6), (2, 7)])) == 1)
        #expect(proximity.share(occurrences([(0, 5), (2, 6)])) == 0)
    }

    @Test("Any of many occurrences will do, and terms that the query lacks do no harm")
    func many() {
        let proximity = TermProximity(weights: [1, 1])
        #expect(proximity.share(occurrences([(0, 1), (0, 90), (1, 40), (1, 92), (7, 2), (-1, 3)])) == 1)
        #expect(proximity.share([]) == 0)
        #expect(TermProximity(weights: [2]).share(occurrences([(0, 1)])) == 0)
        #expect(TermProximity(weights: []).share([]) == 0)
    }
}
