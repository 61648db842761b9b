import DocumentStore
import Foundation

/// What is left of an ingestion, and the order in which it is done.
struct IngestWork {
    private let items: [StoredJobItem]
    private let files: [IngestFile]
    private let duplicates: Set<Int>

    /// - Parameters:
    ///   - items: All items of the job, by number.
    ///   - files: The files by number; nil for those at the items' paths.
    init(items: [StoredJobItem], files: [IngestFile]?) {
        self.items = items
        self.files = files ?? items.map { IngestFile(url: URL(filePath: $0.path), name: $0.name) }
        duplicates = Collection.indicesOfRepeatedNames(items.map(\.name))
    }

    /// Ingests what is not finished: first what nobody was at when a process died, several files at a time; then each file
    /// that somebody was at, alone, so that one which kills the process is known by it and takes no other along.
    ///
    /// - Parameter tracker: Told how much is to be done, and of each step.
    /// - Returns: What came of each file, by its number.
    func run(
        in collection: Collection,
        under lease: JobLease,
        tracker: ProgressTracker
    ) async throws -> [Int: Result<IngestedDocument, EngineError>] {
        let queued = items.filter { $0.state == .queued }
        tracker.update { $0.fileCount = queued.count }
        let groups =
            [queued.filter { $0.interruptionCount == 0 }.map(\.number)]
            + queued.filter { $0.interruptionCount > 0 }.map { [$0.number] }
        var outcomes: [Int: Result<IngestedDocument, EngineError>] = [:]
        for numbers in groups where !numbers.isEmpty {
            let found = try await collection.ingest(
                numbers.map { files[$0] },
                duplicates: Set(numbers.indices.filter { duplicates.contains(numbers[$0]) }),
                journal: IngestJournal(engine: collection.engine, lease: lease, numbers: numbers),
                tracker: tracker
            )
            for (number, outcome) in zip(numbers, found) {
                outcomes[number] = outcome
            }
        }
        return outcomes
    }
}
