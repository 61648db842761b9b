package import Foundation
import VectorKernels

/// What is ingested and asked to see how thresholds work: collections, and questions to them of which some have their
/// passage there and others must not get any.
package struct ThresholdPlan: Sendable {
    package struct Document: Sendable, Hashable {
        package var id: String
        package var title: String
        package var text: String
        /// Whether the text is one chunk as it is, as nodes are that a caller cut.
        package var isNode: Bool
    }

    package struct Collection: Sendable {
        package var name: String
        package var documents: [Document]
    }

    /// A question to a collection.
    package struct Trial: Sendable, Hashable {
        package var question: String
        package var collection: String
        /// The document that answers it; nil when none of the collection does.
        package var document: String?
    }

    /// Trials of one kind.
    package struct Condition: Sendable {
        package var name: String
        package var trials: [Trial]
    }

    package var collections: [Collection]
    /// The first is asked one question at a time, and timed.
    package var conditions: [Condition]

    /// Reads a folder: a question-answering test set whose documents' titles name articles (`AnswerDataset`), or one with
    /// `faq.json` in place of a corpus (`FAQDataset`).
    ///
    /// - Parameters:
    ///   - otherCount: To how many other articles each question is put.
    ///   - seed: Chooses them.
    /// - Throws: ``EngineError/Code/invalidArgument`` with the file that is not as it should be.
    package init(folder: URL, otherCount: Int, seed: UInt64) throws {
        let faq = folder.appending(path: "faq.json")
        if FileManager.default.fileExists(atPath: faq.path) {
            self.init(try FAQDataset(file: faq))
        } else {
            try self.init(try AnswerDataset(folder: folder), otherCount: otherCount, seed: seed)
        }
    }
}

// MARK: - Articles

extension ThresholdPlan {
    private static let wholeCorpus = "whole_corpus"

    /// Each question that has an answer is put to all paragraphs, to those of its own article, and to each of some other
    /// articles.
    package init(_ dataset: AnswerDataset, otherCount: Int, seed: UInt64) throws {
        let documents = dataset.documents.map { Document(id: $0.id, title: $0.title, text: $0.text, isNode: false) }
        if let nameless = documents.first(where: \.title.isEmpty) {
            throw EngineError(
                .invalidArgument,
                "expected documents whose title names their article, found none of document '\(nameless.id)'"
            )
        }
        let articles = Dictionary(grouping: documents, by: \.title).sorted { $0.key < $1.key }
        let places = Dictionary(
            articles.enumerated().flatMap { place, article in article.value.map { ($0.id, place) } },
            uniquingKeysWith: { first, _ in first }
        )
        collections = [Collection(name: Self.wholeCorpus, documents: documents)]
        collections += articles.enumerated().map { Collection(name: Self.name($0), documents: $1.value) }
        var (whole, own, others): ([Trial], [Trial], [Trial]) = ([], [], [])
        var generator = SplitMix64(state: seed)
        for question in dataset.questions where !question.answers.isEmpty {
            guard let place = places[question.document] else { continue }
            func trial(_ collection: String, document: String?) -> Trial {
                Trial(question: question.text, collection: collection, document: document)
            }
            whole.append(trial(Self.wholeCorpus, document: question.document))
            own.append(trial(Self.name(place), document: question.document))
            let rest = articles.indices.filter { $0 != place }.shuffled(using: &generator)
            others += rest.prefix(otherCount).map { trial(Self.name($0), document: nil) }
        }
        conditions = [
            Condition(name: Self.wholeCorpus, trials: whole), Condition(name: "own_article", trials: own),
            Condition(name: "other_articles", trials: others),
        ]
    }

    private static func name(_ article: Int) -> String { "article \(article)" }
}
