import Foundation

/// A question of the data set with the spans that answer it.
struct Question {
    var id: String
    var text: String
    var answers: [String]
    var isImpossible: Bool
    var document: String
    /// The article, by which the data is split into two halves.
    var article: Int { Int(document.dropFirst().prefix(3)) ?? 0 }
}

struct Paragraph {
    var id: String
    var title: String
    var text: String
}

private struct QueryLine: Decodable {
    var _id: String
    var text: String
}

private struct AnswerLine: Decodable {
    var _id: String
    var answers: [String]
    var is_impossible: Bool
    var source_doc: String
}

private struct CorpusLine: Decodable {
    var _id: String
    var title: String
    var text: String
}

func lines<Line: Decodable>(of file: URL, as type: Line.Type) throws -> [Line] {
    try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(type, from: $0) }
}

func questions(in folder: URL) throws -> [Question] {
    let answers = try lines(of: folder.appending(path: "answers.jsonl"), as: AnswerLine.self)
    let byID = Dictionary(answers.map { ($0._id, $0) }) { first, _ in first }
    return try lines(of: folder.appending(path: "queries.jsonl"), as: QueryLine.self).compactMap { query in
        byID[query._id].map {
            Question(
                id: query._id,
                text: query.text,
                answers: $0.answers,
                isImpossible: $0.is_impossible,
                document: $0.source_doc
            )
        }
    }
}

func paragraphs(in folder: URL) throws -> [Paragraph] {
    try lines(of: folder.appending(path: "corpus.jsonl"), as: CorpusLine.self).map {
        Paragraph(id: $0._id, title: $0.title, text: $0.text)
    }
}

private let punctuation = Set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".unicodeScalars)

/// The form in which SQuAD's script compares answers: lower case, no ASCII punctuation, no articles, single spaces.
func normalized(_ text: String) -> String {
    let letters = text.lowercased().unicodeScalars.filter { !punctuation.contains($0) }
    return String(String.UnicodeScalarView(letters)).split(whereSeparator: \.isWhitespace)
        .filter { !["a", "an", "the"].contains($0) }.joined(separator: " ")
}

/// Whether a text holds one of the answers, as whole words or anywhere.
func contains(_ text: String, _ answers: [String], wordwise: Bool = true) -> Bool {
    let text = normalized(text)
    return answers.contains { answer in
        let answer = normalized(answer)
        guard !answer.isEmpty else { return false }
        return wordwise ? " \(text) ".contains(" \(answer) ") : text.contains(answer)
    }
}
