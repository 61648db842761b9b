public import Foundation

/// A question-answering test set: a folder in BEIR's form with `answers.jsonl` beside the queries, one
/// `{"_id", "answers": [text], "is_impossible": bool, "source_doc": id}` a line (the shape of SQuAD 2.0, Rajpurkar et al.
/// 2018, arXiv:1806.03822).
public struct AnswerDataset: Sendable {
    struct Question: Sendable {
        var text: String
        /// Texts of which each is a right answer; none when the documents hold no answer.
        var answers: [String]
        /// The document the question was written about.
        var document: String
    }

    let documents: [BEIRDataset.Document]
    let questions: [Question]

    /// Reads a folder.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` with the file and line that is not as it should be.
    public init(folder: URL) throws {
        documents = try BEIRDataset.documents(in: folder)
        let file = folder.appending(path: "answers.jsonl")
        let records = try BEIRDataset.records(
            file,
            of: Record.self,
            described: "the members _id, answers and source_doc"
        )
        let answers = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        questions = try BEIRDataset.queries(in: folder).compactMap { query in
            answers[query.id].map { Question(text: query.text, answers: $0.answers, document: $0.document) }
        }
        guard !documents.isEmpty, !questions.isEmpty else {
            throw EngineError(
                .invalidArgument,
                "\(folder.relativePath): expected documents and questions with answers, found \(documents.count) and "
                    + "\(questions.count)"
            )
        }
    }

    private struct Record: Decodable {
        var id: String
        var answers: [String]
        var document: String

        enum CodingKeys: String, CodingKey {
            case id = "_id"
            case answers
            case document = "source_doc"
        }
    }
}
