import DocumentExtraction
public import Foundation

/// A retrieval test set in BEIR's form (Thakur et al. 2021, arXiv:2104.08663): a folder with `corpus.jsonl` or
/// `corpus.jsonl.gz`, `queries.jsonl` and `qrels/test.tsv`.
public struct BEIRDataset: Sendable {
    /// A document of the corpus.
    struct Document: Sendable {
        var id: String
        var title: String
        var text: String

        /// Title, space, text: what BEIR embeds.
        var passage: String { title.isEmpty ? text : "\(title) \(text)" }
    }

    /// A query that has judgements.
    struct Query: Sendable {
        var id: String
        var text: String
        /// The gain of each judged document, as the file gives it.
        var gains: [String: Double]
    }

    let documents: [Document]
    let queries: [Query]

    /// Reads a folder.
    ///
    /// - Parameter split: The name of the file of judgements.
    /// - Throws: ``EngineError/Code/invalidArgument`` with the file and line that is not as it should be.
    public init(folder: URL, split: String = "test") throws {
        documents = try Self.documents(in: folder)
        let judgements = try Self.judgements(folder.appending(path: "qrels/\(split).tsv"))
        queries = try Self.queries(in: folder).compactMap { record in
            judgements[record.id].map { Query(id: record.id, text: record.text, gains: $0) }
        }
        guard !documents.isEmpty, !queries.isEmpty else {
            throw EngineError(
                .invalidArgument,
                "\(folder.relativePath): expected documents and judged queries, found \(documents.count) documents and "
                    + "\(queries.count) queries with judgements"
            )
        }
    }

    static func documents(in folder: URL) throws -> [Document] {
        try records(corpus(in: folder), of: Record.self, described: "the strings _id and text").map { record in
            Document(id: record.id, title: record.title ?? "", text: record.text)
        }
    }

    /// All queries, judged or not, in the order of the file.
    static func queries(in folder: URL) throws -> [Record] {
        try records(
            folder.appending(path: "queries.jsonl"),
            of: Record.self,
            described: "the strings _id and text"
        )
    }

    struct Record: Decodable {
        var id: String
        var title: String?
        var text: String

        enum CodingKeys: String, CodingKey {
            case id = "_id"
            case title, text
        }
    }

    private static func corpus(in folder: URL) throws -> URL {
        let plain = folder.appending(path: "corpus.jsonl")
        let compressed = folder.appending(path: "corpus.jsonl.gz")
        return FileManager.default.fileExists(atPath: plain.path) ? plain : compressed
    }

    /// The objects of a file, one a line.
    static func records<Value: Decodable>(_ file: URL, of type: Value.Type, described form: String) throws -> [Value] {
        let decoder = JSONDecoder()
        return try lines(of: file).map { number, line in
            do {
                return try decoder.decode(type, from: Data(line))
            } catch {
                throw EngineError(
                    .invalidArgument,
                    "\(file.relativePath):\(number): expected an object with \(form)",
                    cause: error
                )
            }
        }
    }

    private static func judgements(_ file: URL) throws -> [String: [String: Double]] {
        var gains: [String: [String: Double]] = [:]
        for (number, line) in try lines(of: file) {
            let fields = String(decoding: line, as: UTF8.self).split(separator: "\t").map(String.init)
            if number == 1, fields.first == "query-id" {
                continue
            }
            guard fields.count == 3, let gain = Double(fields[2].trimmingCharacters(in: .whitespaces)) else {
                throw EngineError(
                    .invalidArgument,
                    "\(file.relativePath):\(number): expected query-id, corpus-id and a number, separated by tabs"
                )
            }
            gains[fields[0], default: [:]][fields[1]] = gain
        }
        return gains
    }

    /// The lines that are not empty, with their numbers from 1.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` when the file cannot be read.
    private static func lines(of file: URL) throws -> [(Int, ArraySlice<UInt8>)] {
        let bytes: [UInt8]
        do {
            bytes = try GzipFile.contents(of: file)
        } catch {
            throw EngineError(.invalidArgument, error.message, cause: error)
        }
        return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated().map { ($0 + 1, $1) }
            .filter { !$1.isEmpty }
    }
}
