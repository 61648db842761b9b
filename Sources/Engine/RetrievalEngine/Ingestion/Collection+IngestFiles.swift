import DocumentStore
import Foundation
import Synchronization

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
        let tracker = ProgressTracker(fileCount: files.count, report: onProgress)
        var batch = IngestBatch()
        var outcomes = [Result<IngestedDocument, EngineError>?](repeating: nil, count: files.count)
        let duplicates = Self.indicesOfRepeatedNames(files)
        try await withThrowingTaskGroup(of: (Int, Prepared).self) { group in
            var waiting = files.indices.makeIterator()
            func prepareNext() {
                guard let index = waiting.next() else { return }
                let file = files[index]
                let isDuplicate = duplicates.contains(index)
                group.addTask {
                    (index, isDuplicate ? .failed(Self.repeatedName(file)) : try await prepare(file))
                }
            }
            for _ in 0..<Self.filesPreparedAtOnce {
                prepareNext()
            }
            while let (index, prepared) = try await group.next() {
                prepareNext()
                switch prepared {
                case .failed(let error):
                    outcomes[index] = .failure(error)
                    tracker.update { $0.finishedFileCount += 1 }
                case .unchanged(let document):
                    outcomes[index] = .success(document)
                    tracker.update { $0.finishedFileCount += 1 }
                case .ready(let document):
                    tracker.update { $0.chunkCount += document.chunks.count }
                    batch.append(document, index: index)
                }
                if batch.isFull {
                    try await commit(&batch, into: &outcomes, tracker)
                }
            }
        }
        try await commit(&batch, into: &outcomes, tracker)
        return zip(files, outcomes).compactMap { file, outcome in
            outcome.map { FileResult(file: file, outcome: $0) }
        }
    }

    /// Files whose text is extracted side by side: enough to hide the child processes behind the encoder.
    private static let filesPreparedAtOnce = 4

    private enum Prepared: Sendable {
        case ready(PreparedDocument)
        case unchanged(IngestedDocument)
        case failed(EngineError)
    }

    private func prepare(_ file: IngestFile) async throws -> Prepared {
        do {
            let (bytes, digest) = try await engine.run {
                do {
                    let bytes = try [UInt8](Data(contentsOf: file.url))
                    return (bytes, DocumentPreparer.digest(bytes))
                } catch {
                    throw EngineError(.unreadableDocument, "\(file.url.relativePath): cannot be read", cause: error)
                }
            }
            if let known = try await unchangedDocument(named: file.name, digest: digest) {
                return .unchanged(known)
            }
            let source = DocumentSource(name: file.name, content: .file(bytes))
            return .ready(try await withModel { try await $0.preparer.prepare(source) })
        } catch let error as EngineError where error.code == .unreadableDocument || error.code == .invalidArgument {
            return .failed(error)
        }
    }

    private func commit(
        _ batch: inout IngestBatch,
        into outcomes: inout [Result<IngestedDocument, EngineError>?],
        _ tracker: ProgressTracker
    ) async throws {
        guard !batch.documents.isEmpty else { return }
        let results = try await commit(batch.documents, policy: .replace) { count in
            tracker.update { $0.encodedChunkCount += count }
        }
        for (index, result) in zip(batch.indices, results) {
            outcomes[index] = result
        }
        tracker.update { $0.finishedFileCount += results.count }
        batch = IngestBatch()
    }

    /// Files that would overwrite another file of the same run.
    private static func indicesOfRepeatedNames(_ files: [IngestFile]) -> Set<Int> {
        var seen: Set<String> = []
        return Set(files.indices.filter { !seen.insert(files[$0].name).inserted })
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

    /// Four slices of encoding: the rest of the last one costs little then.
    var isFull: Bool { chunkCount >= 4 * Collection.chunksPerEncoding || documents.count >= 256 }

    mutating func append(_ document: PreparedDocument, index: Int) {
        documents.append(document)
        indices.append(index)
        chunkCount += document.chunks.count
    }
}

/// Adds up progress from several tasks and reports each change.
private final class ProgressTracker: Sendable {
    private let progress: Mutex<IngestProgress>
    private let report: @Sendable (IngestProgress) -> Void

    init(fileCount: Int, report: @escaping @Sendable (IngestProgress) -> Void) {
        progress = Mutex(IngestProgress(fileCount: fileCount))
        self.report = report
    }

    func update(_ change: (inout IngestProgress) -> Void) {
        report(
            progress.withLock {
                change(&$0)
                return $0
            }
        )
    }
}
