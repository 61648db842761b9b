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

    @Test("Of a folder's links, those to its files stand for them, those to its folders are left out, others will fail")
    func links() throws {
        try write("x", to: "in/a/real.txt")
        try write("x", to: "out/secret.txt")
        let root = folder.url.appending(path: "in")
        for (name, target) in [
            ("in.txt", "a/real.txt"), ("out.txt", "../out/secret.txt"), ("gone.txt", "nothing"), ("folder", "a"),
            ("outside", "../out"),
        ] {
            try FileManager.default.createSymbolicLink(
                atPath: root.appending(path: name).path,
                withDestinationPath: target
            )
        }
        let files = try IngestFile.files(at: [root])
        #expect(files.map(\.name) == ["a/real.txt", "gone.txt", "in.txt", "out.txt", "outside"])
        #expect(files.map(\.url.lastPathComponent) == ["real.txt", "gone.txt", "real.txt", "out.txt", "outside"])
        // Given by itself, a link stands for what it leads to.
        let single = try IngestFile.files(at: [root.appending(path: "out.txt")])
        #expect(single.map(\.name) == ["out.txt"] && single.map(\.url.lastPathComponent) == ["secret.txt"])
        #expect(try IngestFile.files(at: [root.appending(path: "outside")]).map(\.name) == ["secret.txt"])
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
