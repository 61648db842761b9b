import DocumentStore
public import Foundation
import Ranking
import VectorKernels

/// Fits the maps of a model's scores to the scale of the thresholds.
///
/// Questions are put to collections that hold their answer and to collections about something else. Positive samples are
/// the passages that answer, negative ones those about something else, of either kind of collection, each where it is
/// among the ten best. So a probability of 0.5 says: as likely an answer as about something else. What stands in one
/// article with the answer is no sample. Every set counts the same, and answers are taken to be three in five.
///
/// Every other question is held out, and so are the questions of each set when they are put to the documents of another:
/// by them the result is checked.
public struct RelevanceCalibrator: Sendable {
    /// Questions of a kind that are put, at most.
    private static let trialCount = 600
    private static let depth = 10
    private static let seed: UInt64 = 1

    private let folders: [URL]
    private let model: InstalledModel
    private let configuration: RetrievalEngine.Configuration

    /// - Parameters:
    ///   - folders: Test sets: of questions about articles, of nodes (`faq.json`), or in BEIR's form.
    ///   - configuration: The engine's; its data folder is not touched.
    public init(folders: [URL], configuration: RetrievalEngine.Configuration) {
        self.folders = folders
        model = configuration.model
        self.configuration = configuration
    }

    /// - Throws: ``EngineError/Code/invalidArgument`` with the file that is not as it should be, or when the samples do not
    ///   tell answers from other passages.
    public func run(onProgress: @escaping EvaluationProgress) async throws -> CalibrationRecord {
        let sources = try folders.map { try CalibrationSource(folder: $0) }
        return try await RetrievalEngine.withTemporaryEngine(configuration) { engine in
            var collections: [String: Collection] = [:]
            for source in sources {
                for planned in source.plan.collections {
                    let name = source.collectionName(planned.name)
                    let collection = try await engine.collection(named: name, owner: .local, createIfMissing: true)
                    try await collection.store(planned, onProgress: onProgress)
                    collections[name] = collection
                }
            }
            var samples: [CalibrationSamples] = []
            for condition in CalibrationSource.conditions(of: sources, count: Self.trialCount, seed: Self.seed) {
                let observed = try await concurrentMap(
                    condition.trials,
                    onCompleted: { onProgress($0, condition.trials.count, condition.name) }
                ) { [collections, subjects = condition.subjects] trial in
                    guard let collection = collections[trial.collection] else {
                        throw EngineError(.internalFailure, "there is no collection '\(trial.collection)' of the plan")
                    }
                    return try await collection.observation(of: trial, subjects: subjects, depth: Self.depth)
                }
                samples.append(CalibrationSamples(name: condition.name, set: condition.set, observations: observed))
            }
            return try record(samples, sources, precision: engine.precision)
        }
    }

    private func record(
        _ samples: [CalibrationSamples],
        _ sources: [CalibrationSource],
        precision: Precision
    ) throws -> CalibrationRecord {
        let scores = RelevanceModel(modelName: model.name)
        func fitted(_ score: (RelevanceEvidence, QueryEvidence) -> Double) throws -> RelevanceCalibration {
            let weighted = CalibrationSamples.weighted(samples) { evidence, query in
                RelevanceCalibration.features(score: score(evidence, query), query)
            }
            guard let calibration = RelevanceCalibration(weighted) else {
                throw EngineError(.invalidArgument, "the questions do not tell answers from other passages")
            }
            return calibration
        }
        var relevance = scores
        relevance.firstStage = try fitted(scores.fusedScore)
        relevance.secondStage = try fitted(scores.rerankedScore)
        return CalibrationRecord(
            model: model.name,
            modelSHA256: try model.checksum(),
            precision: precision,
            sets: try sources.map { try $0.provenance() },
            relevance: relevance,
            checks: Dictionary(
                samples.map { ($0.name, $0.check(relevance)) },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }
}

extension Collection {
    /// What a search knows about the best passages for a question.
    ///
    /// - Parameter subjects: What documents are about.
    fileprivate func observation(
        of trial: ThresholdPlan.Trial,
        subjects: [String: String],
        depth: Int
    ) async throws -> CalibrationSamples.Observation {
        var options = RetrievalOptions()
        options.topK = depth
        let found = try await candidates(for: embed(question: trial.question), options: options)
        return CalibrationSamples.Observation(
            query: found.query,
            candidates: found.passages.map { passage in
                CalibrationSamples.Candidate(
                    evidence: RelevanceEvidence(passage.scores),
                    isAnswer: passage.document == trial.document,
                    isUnrelated: trial.document.map { subjects[$0] != subjects[passage.document] } ?? true
                )
            },
            hasAnswer: trial.document != nil
        )
    }
}
