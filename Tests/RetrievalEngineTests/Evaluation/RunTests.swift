import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("Files of runs, and their comparison") struct RunTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func record(_ id: String, _ ndcg: Double, _ recall: Double = 1) -> QueryRecord {
        QueryRecord(
            id: id,
            ndcgAt10: ndcg,
            recallAt100: recall,
            mrrAt10: ndcg / 2,
            milliseconds: 1.5,
            ranking: [.init(id: "d\"1", score: 0.25), .init(id: "d2", score: -3)]
        )
    }

    @Test("What is written is read again")
    func roundTrip() throws {
        let file = folder.url.appending(path: "run.jsonl")
        let records = [record("q1", 0.5), record("ü", 1 / 3.0)]
        try records.write(to: file)
        #expect(try [QueryRecord](contentsOf: file) == records)
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.split(separator: "\n").count == 2)
        for key in ["id", "ndcg@10", "recall@100", "mrr@10", "ms", "ranking"] { #expect(text.contains("\"\(key)\":")) }
    }

    @Test("Errors name the file and the line, or the repeated id")
    func errors() throws {
        let file = folder.url.appending(path: "run.jsonl")
        try [record("q1", 0.5), record("q1", 0.6)].write(to: file)
        #expect { try [QueryRecord](contentsOf: file) } throws: { "\($0)".contains("'q1' twice") }
        try [record("q1", 0.5)].write(to: file)
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data((text + #"{"id": "q2"}"#).utf8).write(to: file)
        #expect { try [QueryRecord](contentsOf: file) } throws: { "\($0)".contains("run.jsonl:2") }
        #expect(throws: EngineError.self) { try [QueryRecord](contentsOf: folder.url.appending(path: "none.jsonl")) }
        #expect(throws: EngineError.self) {
            try [record("q", 1)].write(to: folder.url.appending(path: "none/run.jsonl"))
        }
    }

    @Test("The difference is the second run's mean minus the first's, whatever the order of the lines")
    func comparison() throws {
        let first = (0..<40).map { record("q\($0)", 0.5, Double($0 % 2)) }
        let second = (0..<40).reversed().map { record("q\($0)", $0 < 30 ? 0.75 : 0.25, Double($0 % 2)) }
        let result = try RunComparison(first, second).run(resampleCount: 2000, seed: 3)
        #expect((result.queries, result.resamples, result.seed) == (40, 2000, 3))
        let ndcg = try #require(result.metrics["ndcg@10"])
        #expect((ndcg.first, ndcg.second, ndcg.difference) == (0.5, 0.625, 0.125))
        #expect(ndcg.interval[0] > 0.02 && ndcg.interval[0] < 0.125)
        #expect(ndcg.interval[1] < 0.23 && ndcg.interval[1] > 0.125)
        #expect(ndcg.pValue < 0.01)
        #expect(result.metrics["mrr@10"]?.difference == 0.0625)
        #expect(result.metrics["recall@100"]?.pValue == 1)
    }

    @Test("Runs over other queries, and empty ones, are refused")
    func mismatches() {
        let runs = ([record("a", 1), record("b", 1)], [record("a", 1), record("c", 1)])
        #expect { try RunComparison(runs.0, runs.1) } throws: { "\($0)".contains("2 are in one run only, such as 'b'") }
        #expect(throws: EngineError.self) { try RunComparison([], []) }
    }
}
