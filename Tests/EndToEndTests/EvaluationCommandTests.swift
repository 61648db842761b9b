import Foundation
import TestSupport
import Testing

@Suite("roost eval", .enabled(if: Fixtures.modelFolder != nil))
struct EvaluationCommandTests {
    private let folder: TemporaryDirectory
    private let roost: Program
    private let sets: EvaluationSets

    init() throws {
        folder = try TemporaryDirectory()
        roost = Program(dataFolder: folder.url.appending(path: "data"))
        sets = EvaluationSets(folder: folder.url)
    }

    @Test("Each mode ranks a small test set perfectly", arguments: ["dense", "lexical", "hybrid", "reranked"])
    func evaluates(mode: String) async throws {
        let dataset = try sets.retrieval()
        let result = try await roost.run("eval", dataset.path, "--mode", mode, "--json").object()
        #expect(result["ndcg@10"] as? Double == 1)
        #expect(result["recall@100"] as? Double == 1)
        #expect(result["mrr@10"] as? Double == 1)
        #expect(result["queries"] as? Int == 2)
        #expect(result["ms_per_query"] as? Double ?? 0 > 0)
        #expect(result["median_ms_per_query"] as? Double ?? 0 > 0)
    }

    @Test("--chunked ranks documents by their best chunk")
    func evaluatesChunks() async throws {
        let result = try await roost.run("eval", sets.retrieval().path, "--chunked", "--json").object()
        #expect(result["ndcg@10"] as? Double == 1)
    }

    @Test("Several modes give an object by mode, and a file of queries each; files compare")
    func severalModes() async throws {
        let file = folder.url.appending(path: "run.jsonl").path
        let arguments = ["eval", try sets.retrieval().path, "--mode", "all", "--per-query", file, "--json"]
        let results = try await roost.run(arguments).object()
        #expect(results.keys.sorted() == ["dense", "hybrid", "lexical", "reranked"])
        let hybrid = try #require(results["hybrid"] as? [String: any Sendable])
        #expect(hybrid["ndcg@10"] as? Double == 1)
        let files = ["dense", "lexical"].map { folder.url.appending(path: "run.\($0).jsonl").path }
        let lines = try String(contentsOfFile: files[0], encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.contains(#""ranking":[{"id":"a","score":"#) == true)
        let compared = try await roost.run("eval", "compare", files[0], files[1], "--seed", "7", "--json").object()
        #expect(compared["queries"] as? Int == 2)
        #expect(compared["seed"] as? Int == 7)
        let metric = try #require((compared["metrics"] as? [String: [String: any Sendable]])?["ndcg@10"])
        #expect(metric["difference"] as? Double == 0)
        #expect(metric["p"] as? Double == 1)
    }

    @Test("compare refuses runs over other queries, and files that are no runs")
    func refusesComparison() async throws {
        let record = #"{"id":"1","ms":1,"ndcg@10":1,"recall@100":1,"mrr@10":1,"ranking":[]}"#
        let files = ["a", "b", "c"].map { folder.url.appending(path: "\($0).jsonl") }
        for (file, text) in zip(files, [record, record + "\n" + record.replacing("\"1\"", with: "\"2\""), "{}"]) {
            try Data(text.utf8).write(to: file)
        }
        let other = try await roost.run("eval", "compare", files[0].path, files[1].path)
        #expect(other.status == 1)
        #expect(other.standardError.contains("'2'"))
        let broken = try await roost.run("eval", "compare", files[0].path, files[2].path)
        #expect(broken.status == 1)
        #expect(broken.standardError.contains("c.jsonl:1"))
    }

    @Test("--answers looks for the right answers in the replies")
    func evaluatesAnswers() async throws {
        let result = try await roost.run("eval", sets.retrieval().path, "--answers", "--json").object()
        #expect(result["answerable"] as? Int == 2)
        #expect(result["unanswerable"] as? Int == 1)
        #expect(result["retrieved"] as? Double == 1)
        #expect(result["contains_answer"] as? Double == 0.5)
        #expect(result["refused_unanswerable"] as? Double == 1)
    }

    @Test("--thresholds: questions keep their paragraph, and get nothing from other articles")
    func evaluatesThresholds() async throws {
        let result = try await roost.run("eval", sets.retrieval().path, "--thresholds", "--json").object()
        #expect(result["min_k"] as? Double == 0.5)
        #expect(result["min_n"] as? Double == 0.7)
        let conditions = try #require(result["conditions"] as? [String: [String: any Sendable]])
        for name in ["whole_corpus", "own_article"] {
            #expect(conditions[name]?["asked"] as? Int == 2, "\(name)")
            #expect(conditions[name]?["kept"] as? Double == 1, "\(name)")
        }
        // Each of two questions is put to both other articles.
        #expect(conditions["other_articles"]?["asked"] as? Int == 4)
        #expect(conditions["other_articles"]?["silent"] as? Double == 1)
        #expect(conditions["other_articles"]?["passages"] as? Double == 0)
        #expect(conditions["whole_corpus"]?["p95_ms"] as? Double ?? 0 > 0)
    }

    @Test("--thresholds without limits keeps every passage; the limits can be given")
    func evaluatesLimits() async throws {
        let arguments = ["eval", try sets.faq().path, "--thresholds", "--min-k", "0", "--min-n", "0", "--json"]
        let all = try await roost.run(arguments).object()["conditions"] as? [String: [String: any Sendable]]
        #expect(all?["all_nodes"]?["passages"] as? Double == 2)
        #expect(all?["other_nodes"]?["silent"] as? Double == 0)
        #expect(all?["chatter"]?["asked"] as? Int == 1)
    }

    @Test("--chunking finds the excerpts, of each way to cut")
    func evaluatesChunking() async throws {
        let result = try await roost.run(
            [
                "eval", try sets.chunking().path, "--chunking", "--cut", "12", "--cut", "window:8/2", "--top-k", "2",
                "--json",
            ]
        ).object()
        #expect(result["mode"] as? String == "hybrid")
        let settings = try #require(result["settings"] as? [[String: any Sendable]])
        #expect(settings.map { $0["strategy"] as? String } == ["structure", "window"])
        for setting in settings {
            #expect(setting["recall"] as? Double ?? 0 > 0.5)
            #expect(setting["precision"] as? Double ?? 2 <= 1)
        }
        // Each excerpt is one chunk: of two that are found it is one.
        #expect(settings[0]["recall"] as? Double == 1)
        #expect(settings[0]["max_tokens"] as? Int ?? 99 < 24)
    }

    @Test(
        "Options that do not belong together are wrong usage",
        arguments: [
            ["--answers", "--thresholds"], ["--cut", "96"], ["--chunking", "--cut", "96/96"], ["--top-k", "5"],
            ["--chunking", "--min-k", "0.5"], ["--thresholds", "--min-k", "2"], ["--mode", "sparse"],
            ["--answers", "--per-query", "f.jsonl"], ["--chunking", "--mode", "all"],
        ]
    )
    func refusesOptions(options: [String]) async throws {
        #expect(try await roost.run(["eval", "set"] + options).status == 64)
    }
}
