import ArgumentParser
import RetrievalEngine

/// The limits of a search, for measuring what they do.
struct LimitOptions: ParsableArguments {
    @Option(name: .long, help: "Passages that the search brings. (default: 10; 5 with --chunking)")
    var topK: Int?

    @Option(name: .long, help: "The least similarity of a passage. (default: 0.5)")
    var minK: Double?

    @Option(name: .long, help: "Passages that are kept after reranking. (default: 3)")
    var topN: Int?

    @Option(name: .long, help: "The least score after reranking. (default: 0.7)")
    var minN: Double?

    @Option(name: .long, help: "Chooses the other articles.")
    var seed: UInt64 = 1

    var areStandard: Bool { haveTopKOnly && topK == nil }

    var haveTopKOnly: Bool { minK == nil && topN == nil && minN == nil && seed == 1 }

    var options: RetrievalOptions {
        var options = ThresholdEvaluation.defaultOptions
        options.topK = topK ?? options.topK
        options.minK = minK ?? options.minK
        options.topN = topN ?? options.topN
        options.minN = minN ?? options.minN
        return options
    }

    func check() throws {
        do {
            try options.validate()
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
