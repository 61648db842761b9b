import Foundation
import RetrievalEngine
import RoostServer

extension EvaluateRun {
    func measureRetrieval(_ settings: ServerConfiguration) async throws {
        let evaluation = RetrievalEvaluation(
            dataset: try BEIRDataset(folder: folder),
            isChunked: chunked,
            configuration: try settings.engineConfiguration()
        )
        let modes = modes.isEmpty ? [.dense] : modes
        let runs = try await withProgress("evaluating") { try await evaluation.run(modes, onProgress: $0) }
        for run in runs {
            try perQuery.map { try run.queries.write(to: file($0, of: run.mode, among: modes.count)) }
        }
        if let only = runs.first, runs.count == 1 {
            return try common.report(only.result) { only.result.table }
        }
        let results = Dictionary(runs.map { ($0.mode.rawValue, $0.result) }, uniquingKeysWith: { first, _ in first })
        try common.report(results) {
            runs.map { "\($0.mode.rawValue)\n\($0.result.table)" }.joined(separator: "\n\n")
        }
    }

    /// `run.jsonl` for one mode, `run.dense.jsonl` for dense among several.
    private func file(_ path: String, of mode: EvaluationMode, among count: Int) -> URL {
        let file = URL(filePath: path)
        guard count > 1 else { return file }
        let named = file.deletingPathExtension().appendingPathExtension(mode.rawValue)
        return file.pathExtension.isEmpty ? named : named.appendingPathExtension(file.pathExtension)
    }

    func measureAnswers(_ settings: ServerConfiguration) async throws {
        let evaluation = AnswerEvaluation(
            dataset: try AnswerDataset(folder: folder),
            configuration: try settings.engineConfiguration()
        )
        let result = try await withProgress("answering") { try await evaluation.run(onProgress: $0) }
        try common.report(result) { result.table }
    }

    func measureMessages(_ settings: ServerConfiguration) throws {
        let evaluation = try MessageEvaluation(
            folder: folder,
            model: settings.catalog.model(),
            precision: settings.precision
        )
        let result = try evaluation.run()
        try common.report(result) { result.table }
    }

    func measureThresholds(_ settings: ServerConfiguration) async throws {
        let evaluation = try ThresholdEvaluation(
            folder: folder,
            options: limits.options,
            seed: limits.seed,
            configuration: settings.engineConfiguration()
        )
        let result = try await withProgress("asking") { try await evaluation.run(onProgress: $0) }
        try common.report(result) { result.table }
    }

    func measureChunking(_ settings: ServerConfiguration) async throws {
        let evaluation = ChunkingEvaluation(
            dataset: try ChunkingDataset(folder: folder),
            mode: modes.first ?? .hybrid,
            count: limits.topK ?? 5,
            configuration: try settings.engineConfiguration()
        )
        let cuts = cut.isEmpty ? ChunkingSetting.standard : cut
        let result = try await withProgress("cutting") { try await evaluation.run(cuts, onProgress: $0) }
        try common.report(result) { result.table }
    }
}
