package import Chunking
public import Foundation

/// A test set for cutting documents (Smith & Troynikov 2024, "Evaluating chunking strategies for retrieval"): a folder
/// with texts, `corpora/NAME.md`, and `questions.jsonl`, one `{"text", "corpus": NAME, "references": [{"start", "end"}]}`
/// a line: a question, the text that answers it, and the places of the excerpts that do, in Unicode scalars.
public struct ChunkingDataset: Sendable {
    struct Corpus: Sendable {
        var name: String
        var text: StructuredText
    }

    struct Question: Sendable {
        var text: String
        var corpus: String
        var excerpts: [Range<Int>]
    }

    let corpora: [Corpus]
    let questions: [Question]

    /// Reads a folder.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` with what is not as it should be, and where.
    public init(folder: URL) throws {
        corpora = try Self.corpora(in: folder.appending(path: "corpora"))
        let lengths = Dictionary(
            corpora.map { ($0.name, $0.text.text.unicodeScalars.count) },
            uniquingKeysWith: { first, _ in first }
        )
        let file = folder.appending(path: "questions.jsonl")
        let records = try BEIRDataset.records(
            file,
            of: Record.self,
            described: "the members text, corpus and references"
        )
        questions = try records.enumerated().map { position, record in
            let length = lengths[record.corpus] ?? 0
            guard !record.references.isEmpty, record.references.allSatisfy({ $0.lies(in: length) }) else {
                throw EngineError(
                    .invalidArgument,
                    "\(file.relativePath): question \(position + 1): expected references within the \(length) characters "
                        + "of '\(record.corpus)'"
                )
            }
            return Question(
                text: record.text,
                corpus: record.corpus,
                excerpts: record.references.map { $0.start..<$0.end }
            )
        }
        guard !questions.isEmpty else {
            throw EngineError(.invalidArgument, "\(file.relativePath): expected questions, found none")
        }
    }

    private static func corpora(in folder: URL) throws -> [Corpus] {
        do {
            return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "md" }
                .sorted { $0.lastPathComponent < $1.lastPathComponent }
                .map { file in
                    let text = try String(contentsOf: file, encoding: .utf8)
                    return Corpus(
                        name: file.deletingPathExtension().lastPathComponent,
                        text: StructuredText(text: text, headings: WikiTextHeadings.headings(in: text))
                    )
                }
        } catch {
            throw EngineError(.invalidArgument, "cannot read \(folder.relativePath): \(error)", cause: error)
        }
    }

    private struct Record: Decodable {
        struct Reference: Decodable {
            var start: Int
            var end: Int

            func lies(in length: Int) -> Bool { 0 <= start && start < end && end <= length }
        }

        var text: String
        var corpus: String
        var references: [Reference]
    }
}

/// Headings as WikiText has them: lines `= Title =`, `= = Title = =` and so on, the outermost with one sign.
package enum WikiTextHeadings {
    package static func headings(in text: String) -> [StructuredText.Heading] {
        var offset = 0
        var headings: [StructuredText.Heading] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(separator: " ")
            let level = words.prefix { $0 == "=" }.count
            if level > 0, words.count > 2 * level, words.suffix(level).allSatisfy({ $0 == "=" }) {
                let title = words.dropFirst(level).dropLast(level).joined(separator: " ")
                headings.append(.init(level: min(level, 6), title: title, utf8Offset: offset))
            }
            offset += line.utf8.count + 1
        }
        return headings
    }
}
