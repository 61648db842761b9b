import Ranking
import Testing

@Suite struct SelectionTests {
    private static let found = [
        Scored(id: 4, score: 0.7), Scored(id: 2, score: 0.9), Scored(id: 3, score: 0.7), Scored(id: 1, score: 0.5),
        Scored(id: 5, score: .nan),
    ]

    @Test("Results are ordered by score, ties by id")
    func order() {
        #expect(Self.found.best(10).map(\.id) == [2, 3, 4, 1])
    }

    @Test("The minimum is inclusive", arguments: [(0.7, [2, 3, 4]), (0.7.nextUp, [2]), (0.9.nextUp, [])])
    func minimum(threshold: Double, expected: [Int]) {
        #expect(Self.found.best(10, minimumScore: threshold).map(\.id) == expected)
    }

    @Test(
        "No more than the count come back",
        arguments: [(-1, []), (0, []), (1, [2]), (2, [2, 3]), (99, [2, 3, 4, 1])]
    )
    func count(limit: Int, expected: [Int]) {
        #expect(Self.found.best(limit).map(\.id) == expected)
    }
}
