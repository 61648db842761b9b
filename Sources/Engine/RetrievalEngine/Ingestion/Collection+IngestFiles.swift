import DocumentExtraction
import DocumentStore
import Foundation

extension Collection {
    /// Ingests many files, several at a time; each is wholly in or not at all, and a bad one does not stop the others.
    ///
    /// Files are read and cut while earlier ones are encoded. Small ones are encoded together, in batches that keep
    /// every core busy, and stored in one transaction.
    ///
    /// - Parameter onProgress: Called after every step, from any thread; two calls may overlap.
    /// - Returns: One result a file, in the order of `files`.
    /// - Throws: `CancellationError`, and ``EngineError`` when the data folder fails: then the results would be void.
    public func ingest(
        _ files: [IngestFile],
        onProgress: @escaping @Sendable (IngestProgress) -> Void = { _ in }
    ) async throws -> [FileResult] {
        let duplicates = Self.indicesOfRepeatedNames(files.map(\.name))
        let tracker = ProgressTracker(report: onProgress)
        tracker.update { $0.fileCount = files.count }
        let outcomes = try await ingest(files, duplicates: duplicates, journal: nil, tracker: tracker)
        return zip(files, outcomes).compactMap { file, outcome in
            outcome.map { FileResult(file: file, outcome: $0) }
        }
    }

    /// - Parameters:
    ///   - duplicates: The indices of files that are refused because an earlier one has their name.
    ///   - journal: Where it is written down what is begun and finished, under whose lease documents are stored; nil for
    ///     nowhere.
    ///   - tracker: Told of each step.
    func ingest(
        _ files: [IngestFile],
        duplicates: Set<Int>,
        journal: IngestJournal?,
        tracker: ProgressTracker
    ) async throws -> [Result<IngestedDocument, EngineError>?] {
        var batch = IngestBatch()
        var outcomes = [Result<IngestedDocument, EngineError>?](repeating: nil, count: files.count)
        try await withThrowingTaskGroup(of: (Int, Prepared).self) { group in
            var waiting = files.indices.makeIterator()
            func prepareNext() async throws {
                guard let index = waiting.next() else { return }
                try await journal?.begin(index)
                let file = files[index]
                let isDuplicate = duplicates.contains(index)
                group.addTask {
                    (index, isDuplicate ? .failed(Self.repeatedName(file)) : try await prepare(file))
                }
            }
            for _ in 0..<Self.filesPreparedAtOnce {
                try await prepareNext()
            }
            while let (index, prepared) = try await group.next() {
                try await prepareNext()
                switch prepared {
                case .failed(let error):
                    outcomes[index] = .failure(error)
                    journal?.note(index, .failure(error), sha256: nil)
                    tracker.update { $0.finishedFileCount += 1 }
                case .unchanged(let document, let digest):
                    outcomes[index] = .success(document)
                    journal?.note(index, .success(document), sha256: digest)
                    tracker.update { $0.finishedFileCount += 1 }
                case .ready(let document):
                    tracker.update { $0.chunkCount += document.chunks.count }
                    batch.append(document, index: index)
                }
                if batch.isFull {
                    try await commit(&batch, into: &outcomes, journal, tracker)
                }
            }
        }
        try await commit(&batch, into: &outcomes, journal, tracker)
        try await journal?.flush()
        return outcomes
    }

    /// Files whose text is extracted side by side: enough to hide the child processes behind the encoder.
    private static let filesPreparedAtOnce = 4

    private enum Prepared: Sendable {
        case ready(PreparedDocument)
        case unchanged(IngestedDocument, digest: [UInt8])
        case failed(EngineError)
    }

    private func prepare(_ file: IngestFile) async throws -> Prepared {
        do {
            let limit = engine.preparer.extractor.limits.inputByteCount
            let (bytes, digest) = try await engine.run(in: .bulk) {
                do {
                    let bytes = try file.contents(limit: limit)
                    return (bytes, DocumentPreparer.digest(bytes))
                } catch let error as EngineError {
                    throw error
                } catch {
                    throw EngineError(.unreadableDocument, "\(file.url.relativePath): cannot be read", cause: error)
                }
            }
            if let known = try await unchangedDocument(named: file.name, digest: digest) {
                return .unchanged(known, digest: digest)
            }
            let source = DocumentSource(name: file.name, content: .file(bytes))
            return .ready(try await withModel { try await $0.preparer.prepare(source) })
        } catch let error as EngineError where error.code == .unreadableDocument || error.code == .invalidArgument {
            // What was broken off says nothing about the file.
            try Task.checkCancellation()
            return .failed(error)
        }
    }

    private func commit(
        _ batch: inout IngestBatch,
        into outcomes: inout [Result<IngestedDocument, EngineError>?],
        _ journal: IngestJournal?,
        _ tracker: ProgressTracker
    ) async throws {
        guard !batch.documents.isEmpty else { return }
        let results = try await commit(batch.documents, policy: .replace, under: journal?.lease) { count in
            tracker.update { $0.encodedChunkCount += count }
        }
        for ((index, document), result) in zip(zip(batch.indices, batch.documents), results) {
            outcomes[index] = result
            journal?.note(index, result, sha256: document.document.sha256)
        }
        try await journal?.flush()
        tracker.update { $0.finishedFileCount += results.count }
        batch = IngestBatch()
    }

    /// Files that would overwrite another file of the same run.
    static func indicesOfRepeatedNames(_ names: [String]) -> Set<Int> {
        var seen: Set<String> = []
        return Set(names.indices.filter { !seen.insert(names[$0]).inserted })
    }

    private static func repeatedName(_ file: IngestFile) -> EngineError {
        EngineError(.invalidArgument, "\(file.url.relativePath): another file of this run is named \(file.name) too")
    }
}

/// Prepared documents that will be encoded and stored together.
private struct IngestBatch {
    private(set) var documents: [PreparedDocument] = []
    private(set) var indices: [Int] = []
    private var chunkCount = 0

    /// Sixteen slices of encoding: the rest of the last one costs little then.
    var isFull: Bool { chunkCount >= 16 * Collection.chunksPerEncoding || documents.count >= 256 }

    mutating func append(_ document: PreparedDocument, index: Int) {
        documents.append(document)
        indices.append(index)
        chunkCount += document.chunks.count
    }
}
