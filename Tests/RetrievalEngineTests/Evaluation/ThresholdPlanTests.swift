import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite struct ThresholdPlanTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    /// Five articles of two paragraphs each, with a question that each paragraph answers, and one that none does.
    private func articles(title: (Int) -> String = { "article \($0)" }) throws -> AnswerDataset {
        let paragraphs = (0..<10).map { #"{"_id": "p\#($0)", "title": "\#(title($0 / 2))", "text": "text \#($0)"}"# }
        let queries = (0..<11).map { #"{"_id": "q\#($0)", "text": "question \#($0)"}"# }
        let answers = (0..<11).map { number in
            #"{"_id": "q\#(number)", "answers": [\#(number < 10 ? #""a""# : "")], "source_doc": "p\#(number % 10)"}"#
        }
        for (name, lines) in [("corpus", paragraphs), ("queries", queries), ("answers", answers)] {
            try Data(lines.joined(separator: "\n").utf8).write(to: folder.url.appending(path: "\(name).jsonl"))
        }
        return try AnswerDataset(folder: folder.url)
    }

    @Test("Every question is put to all paragraphs, to its article, and to other articles")
    func conditions() throws {
        let plan = try ThresholdPlan(articles(), otherCount: 3, seed: 1)
        #expect(plan.conditions.map(\.name) == ["whole_corpus", "own_article", "other_articles"])
        #expect(plan.conditions.map(\.trials.count) == [10, 10, 30])
        #expect(plan.collections.map(\.documents.count) == [10, 2, 2, 2, 2, 2])
        let documents = Dictionary(uniqueKeysWithValues: plan.collections.map { ($0.name, $0.documents.map(\.id)) })
        for trial in plan.conditions[0].trials + plan.conditions[1].trials {
            let document = try #require(trial.document)
            #expect(documents[trial.collection]?.contains(document) == true)
            #expect(trial.question == "question \(document.dropFirst())")
        }
        let own = Dictionary(uniqueKeysWithValues: plan.conditions[1].trials.map { ($0.question, $0.collection) })
        let others = Dictionary(grouping: plan.conditions[2].trials, by: \.question)
        for (question, trials) in others {
            #expect(trials.allSatisfy { $0.document == nil && $0.collection != own[question] })
            #expect(Set(trials.map(\.collection)).count == 3)
        }
    }

    @Test("The seed chooses the other articles; of too few all are taken")
    func choice() throws {
        func chosen(_ count: Int, seed: UInt64) throws -> [String] {
            try ThresholdPlan(articles(), otherCount: count, seed: seed).conditions[2].trials.map(\.collection)
        }
        #expect(try chosen(2, seed: 1) == chosen(2, seed: 1))
        #expect(try chosen(2, seed: 1) != chosen(2, seed: 2))
        #expect(try chosen(9, seed: 1).count == 40)
    }

    @Test("Documents without a title are refused")
    func nameless() throws {
        let dataset = try articles { $0 == 3 ? "" : "article \($0)" }
        #expect { try ThresholdPlan(dataset, otherCount: 3, seed: 1) } throws: { "\($0)".contains("'p6'") }
    }

    @Test("Nodes: each question is put to all of them and to the half that its own is not of, the chatter to all")
    func nodes() throws {
        let faq = #"{"nodes": [["n0", "a", "b"], ["n1", "c"], ["n2"]], "chatter": ["hello"]}"#
        try Data(faq.utf8).write(to: folder.url.appending(path: "faq.json"))
        let plan = try ThresholdPlan(folder: folder.url, otherCount: 3, seed: 1)
        let documents = Dictionary(uniqueKeysWithValues: plan.collections.map { ($0.name, $0.documents.map(\.text)) })
        func asked(_ place: Int) -> [[String]] {
            plan.conditions[place].trials.map { [$0.question] + (documents[$0.collection] ?? []) }
        }
        #expect(plan.conditions.map(\.name) == ["all_nodes", "other_nodes", "chatter"])
        #expect(asked(0) == [["a", "n0", "n1", "n2"], ["b", "n0", "n1", "n2"], ["c", "n0", "n1", "n2"]])
        #expect(plan.conditions[0].trials.map(\.document) == ["node 0", "node 0", "node 1"])
        #expect(asked(1) == [["a", "n1"], ["b", "n1"], ["c", "n0", "n2"]])
        #expect(asked(2) == [["hello", "n0", "n1", "n2"]])
        #expect(plan.collections.allSatisfy { $0.documents.allSatisfy(\.isNode) })
    }

    @Test(
        "A file of nodes that is none is refused with its name",
        arguments: ["[]", #"{"nodes": [[]], "chatter": []}"#]
    )
    func brokenNodes(text: String) throws {
        try Data(text.utf8).write(to: folder.url.appending(path: "faq.json"))
        #expect { try ThresholdPlan(folder: folder.url, otherCount: 3, seed: 1) } throws: {
            "\($0)".contains("faq.json")
        }
    }
}
