import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("Files to ingest, and test sets")
struct FileTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    @Test("A folder is walked in order, hidden files left out; names are paths below it")
    func walksFolders() throws {
        for path in ["b.txt", "a/c.txt", "a/.hidden", ".git/config"] {
            try write("x", to: path)
        }
        let files = try IngestFile.files(at: [folder.url])
        #expect(files.map(\.name) == ["a/c.txt", "b.txt"])
        let single = try IngestFile.files(at: [folder.url.appending(path: "a/c.txt")])
        #expect(single.map(\.name) == ["c.txt"])
    }

    @Test("A test set that is not as it should be is refused, with file and line")
    func refusesBadDatasets() throws {
        let corpus = #"{"_id": "a", "title": "", "text": "x"}"# + "\n"
        let queries = #"{"_id": "q", "text": "x"}"# + "\n"
        let judgements = "query-id\tcorpus-id\tscore\nq\ta\t1\n"
        let cases: [(String, String, String, String)] = [
            (corpus + "{", queries, judgements, "corpus.jsonl:2"),
            (corpus, "\n\n{\"text\": \"x\"}", judgements, "queries.jsonl:3"),
            (corpus, queries, judgements + "q a 1\n", "test.tsv:3"),
            (corpus, queries, judgements + "q\ta\tmuch\n", "test.tsv:3"),
            (corpus, queries, "", "0 queries"), ("", queries, judgements, "0 documents"),
        ]
        for (corpus, queries, judgements, expected) in cases {
            try write(corpus, to: "corpus.jsonl")
            try write(queries, to: "queries.jsonl")
            try write(judgements, to: "qrels/test.tsv")
            let error = #expect(throws: EngineError.self) { try BEIRDataset(folder: folder.url) }
            #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
        }
    }

    private func write(_ text: String, to path: String) throws {
        let file = folder.url.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
    }
}
