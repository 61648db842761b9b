import Crypto
import DocumentExtraction
import Foundation
import VectorKernels

/// A test set that a calibration is fitted on.
struct CalibrationSource: Sendable {
    /// Questions of a kind, put to collections of all sets.
    struct Condition {
        var name: String
        /// The set that they are of; nil when they are for checking only.
        var set: String?
        var trials: [ThresholdPlan.Trial]
        /// What the documents of the questions' set are about: the article, or the document itself.
        var subjects: [String: String]
    }

    let folder: URL
    let plan: ThresholdPlan
    /// The files of its documents that may be there.
    private static let documentFiles = ["faq.json", "corpus.jsonl", "corpus.jsonl.gz"]

    init(folder: URL) throws {
        self.folder = folder
        let names = ["faq.json", "answers.jsonl"]
        let isAnswered = names.contains { FileManager.default.fileExists(atPath: folder.appending(path: $0).path) }
        plan =
            isAnswered
            ? try ThresholdPlan(folder: folder, otherCount: 3, seed: 1)
            : ThresholdPlan(try BEIRDataset(folder: folder, split: Self.split(in: folder)))
    }

    /// The judgements that are not for testing, where there are any.
    private static func split(in folder: URL) -> String {
        FileManager.default.fileExists(atPath: folder.appending(path: "qrels/train.tsv").path) ? "train" : "test"
    }

    /// The subject of each document: documents of one title are about one.
    private var subjects: [String: String] {
        let titled = plan.collections.first?.documents.map { ($0.id, $0.isNode || $0.title.isEmpty ? $0.id : $0.title) }
        return Dictionary(titled ?? [], uniquingKeysWith: { first, _ in first })
    }

    var name: String { folder.standardizedFileURL.lastPathComponent }

    func collectionName(_ name: String) -> String { "\(self.name): \(name)" }

    func provenance() throws -> CalibrationRecord.Source {
        let file = Self.documentFiles.map { folder.appending(path: $0) }
            .first { FileManager.default.fileExists(atPath: $0.path) }
        let bytes = try file.map { try Data(contentsOf: $0) } ?? Data()
        return CalibrationRecord.Source(
            name: name,
            sha256: SHA256.hash(data: bytes).hexadecimal,
            questions: plan.conditions.first?.trials.count ?? 0
        )
    }

    /// The conditions of all sets, and the questions of each set put to the documents of the others, in a fixed order.
    static func conditions(
        of sources: [CalibrationSource],
        count: Int,
        seed: UInt64
    ) -> [Condition] {
        var generator = SplitMix64(state: seed)
        func sampled(_ trials: [ThresholdPlan.Trial]) -> [ThresholdPlan.Trial] {
            Array(trials.shuffled(using: &generator).prefix(count))
        }
        var conditions: [Condition] = []
        for source in sources {
            for condition in source.plan.conditions where !condition.trials.isEmpty {
                let trials = condition.trials.map { trial in
                    ThresholdPlan.Trial(
                        question: trial.question,
                        collection: source.collectionName(trial.collection),
                        document: trial.document
                    )
                }
                let name = "\(source.name): \(condition.name)"
                conditions.append(
                    Condition(name: name, set: source.name, trials: sampled(trials), subjects: source.subjects)
                )
            }
            for other in sources where other.name != source.name {
                guard let asked = source.plan.conditions.first, let searched = other.plan.collections.first else {
                    continue
                }
                let trials = asked.trials.map { trial in
                    ThresholdPlan.Trial(
                        question: trial.question,
                        collection: other.collectionName(searched.name),
                        document: nil
                    )
                }
                let name = "\(source.name) in \(other.name)"
                conditions.append(
                    Condition(name: name, set: nil, trials: Array(sampled(trials).prefix(count / 4)), subjects: [:])
                )
            }
        }
        return conditions
    }
}

extension ThresholdPlan {
    /// Each query is put to the whole corpus, and answered by the document that is most relevant to it.
    init(_ dataset: BEIRDataset) {
        let name = "whole_corpus"
        let documents = dataset.documents.map { Document(id: $0.id, title: $0.title, text: $0.text, isNode: false) }
        collections = [Collection(name: name, documents: documents)]
        conditions = [
            Condition(
                name: name,
                trials: dataset.queries.compactMap { query in
                    let best = query.gains.filter { $0.value > 0 }.max { ($0.value, $1.key) < ($1.value, $0.key) }
                    return best.map { Trial(question: query.text, collection: name, document: $0.key) }
                }
            )
        ]
    }
}
