import ArgumentParser
import Foundation
import RetrievalEngine

struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure parts of the engine.",
        subcommands: [BenchSearch.self, BenchEncode.self]
    )
}

struct BenchSearch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Measure the index on vectors from files.",
        discussion: """
            Both files are float32 .npy in C order with the same number of columns; the score is the inner product. \
            Times are those of one call, which searches --batch queries; every query is searched once after a warm-up. \
            With --while-inserting the queries are searched again and again for three seconds alone and then for three \
            seconds beside a thread that inserts copies of the vectors, 256 an update, and removes them again; a found \
            id modulo the number of vectors is the vector's.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: "The vectors to search, .npy.")
    var vectors: String

    @Option(name: .long, help: "The queries, .npy.")
    var queries: String

    @Option(name: .customShort("k"), help: "Neighbours a query.")
    var count = 10

    @Option(name: .long, help: "How to search: exact or fast.")
    var mode = SearchMode.exact

    @Option(name: .long, help: "The share of the exact result that fast searches are to find.")
    var recall: Double?

    @Option(name: .long, help: "Queries a call.")
    var batch = 1

    @Option(
        name: .long,
        help: "The share of the vectors that a filter lets be found: those numbered n with SplitMix64(n) < share × 2⁶⁴."
    )
    var keep: Double?

    @Flag(name: .long, help: "Search while a second thread inserts and removes vectors as fast as it can.")
    var whileInserting = false

    @Option(
        name: .long,
        help: "A folder to open the index from; where it has none of these vectors, one is saved there."
    )
    var cache: String?

    @Option(name: .long, help: "Where the float32 rows are: memory, or mapped from the files of --cache.")
    var rows = RowStorage.memory

    @Option(name: .long, help: "Where to write the ids found, int64 .npy, queries × k.")
    var output: String?

    enum RowStorage: String, ExpressibleByArgument, CaseIterable {
        case memory, mapped
    }

    enum SearchMode: String, ExpressibleByArgument, CaseIterable {
        case exact
        case fast
    }

    /// What is found unless --recall says otherwise.
    private static let defaultRecall = 0.99

    func validate() throws {
        guard count >= 1 else { throw ValidationError("-k must be at least 1, found \(count)") }
        guard rows == .memory || cache != nil else { throw ValidationError("--rows mapped needs --cache") }
        guard batch >= 1 else { throw ValidationError("--batch must be at least 1, found \(batch)") }
        if let keep, !(keep > 0 && keep <= 1) {
            throw ValidationError("--keep must be above 0 and at most 1, found \(keep)")
        }
        if let recall {
            guard mode == .fast else { throw ValidationError("--recall is for --mode fast, exact searches find all") }
            guard recall > 0, recall < 1 else {
                throw ValidationError("--recall must be above 0 and below 1, found \(recall)")
            }
        }
        guard keep == nil || !whileInserting else {
            throw ValidationError("--keep and --while-inserting cannot be used together")
        }
    }

    func run() async throws {
        var benchmark = SearchBenchmark(vectors: URL(filePath: vectors), queries: URL(filePath: queries))
        benchmark.count = count
        benchmark.batchSize = batch
        benchmark.recall = mode == .fast ? recall ?? Self.defaultRecall : nil
        benchmark.sample = keep.map(RowSample.init(share:))
        benchmark.whileInserting = whileInserting
        benchmark.cache = cache.map { URL(filePath: $0) }
        benchmark.rows = rows == .mapped ? .mapped : .memory
        benchmark.output = output.map { URL(filePath: $0) }
        let measurement = try benchmark.run()
        try common.report(measurement) {
            """
            median \(measurement.medianMilliseconds) ms, p99 \(measurement.p99Milliseconds) ms, \
            \(measurement.queriesPerSecond) queries/s\(expectation(measurement))\(inserting(measurement))
            """
        }
    }

    private func expectation(_ measurement: SearchBenchmark.Measurement) -> String {
        measurement.expectedRecall.map { ", expected recall \($0)" } ?? ""
    }

    private func inserting(_ measurement: SearchBenchmark.Measurement) -> String {
        guard let rate = measurement.insertRowsPerSecond, let idle = measurement.idleP99Milliseconds else { return "" }
        return "; \(rate) rows/s inserted, p99 without \(idle) ms"
    }
}
