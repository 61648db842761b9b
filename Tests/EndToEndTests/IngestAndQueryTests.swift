import Foundation
import TestSupport
import Testing

@Suite("roost ingest and roost query", .enabled(if: Fixtures.modelFolder != nil))
struct IngestAndQueryTests {
    private let folder: TemporaryDirectory
    private let roost: Program

    init() throws {
        folder = try TemporaryDirectory()
        roost = Program(dataFolder: folder.url.appending(path: "data"))
    }

    private var documents: String { Fixtures.url("documents").path }

    @Test("A question about a PDF is answered with the page that holds the answer", .timeLimit(.minutes(5)))
    func citesPage() async throws {
        let ingested = try await roost.run("ingest", "--collection", "manuals", documents, "--json")
        #expect(ingested.status == 0, "\(ingested.standardError)")
        let question = "How long do the lithium cells of the weather station last?"
        let reply = try await roost.run("query", "--collection", "manuals", "--json", question)
        let object = try reply.object()
        #expect(object["grounded"] as? String == "yes")
        let citation = try #require((object["citations"] as? [[String: any Sendable]])?.first)
        #expect(citation["document"] as? String == "heron-weather-station.pdf")
        #expect(citation["page"] as? Int == 3)
        let answer = try #require(object["answer"] as? String)
        #expect(answer.contains("26 months") && answer.contains("[1]"))
        let timings = try #require(object["timings_ms"] as? [String: Double])
        #expect(Set(timings.keys) == ["embed", "search", "rerank", "answer", "total"])
    }

    @Test("A citation's text stands at its range in a passage of its document", .timeLimit(.minutes(5)))
    func citesExactText() async throws {
        _ = try await roost.run("ingest", "--collection", "manuals", documents)
        let question = "For how many days may a library book be borrowed?"
        let reply = try await roost.run("query", "--collection", "manuals", "--json", question).object()
        let citation = try #require((reply["citations"] as? [[String: any Sendable]])?.first)
        #expect(citation["page"] is NSNull)
        let text = try #require(citation["text"] as? String)
        let range = try #require(citation["range"] as? [Int])
        #expect(text.unicodeScalars.count == range[1] - range[0])
        let passages = try #require(reply["passages"] as? [[String: any Sendable]])
        let holds = passages.contains { passage in
            guard let start = (passage["range"] as? [Int])?.first, let whole = passage["text"] as? String,
                passage["document"] as? String == citation["document"] as? String
            else { return false }
            let offset = range[0] - start
            return offset >= 0
                && String(String.UnicodeScalarView(whole.unicodeScalars.dropFirst(offset).prefix(range[1] - range[0])))
                    == text
        }
        #expect(holds)
    }

    @Test("--explain tells of every chunk that was scored what became of it", .timeLimit(.minutes(5)))
    func explains() async throws {
        _ = try await roost.run("ingest", "--collection", "manuals", documents)
        let question = [
            "query", "--collection", "manuals", "--explain", "--top-k", "5", "How long do the lithium cells last?",
        ]
        let reply = try await roost.run(question + ["--json"]).object()
        let explanation = try #require(reply["explanation"] as? [String: any Sendable])
        let candidates = try #require(explanation["candidates"] as? [[String: any Sendable]])
        let fates = candidates.compactMap { $0["fate"] as? String }
        #expect(fates.count == candidates.count && fates.count { $0 == "kept" } == 3)
        #expect(explanation["chunks"] as? Int == candidates.count)
        let terms = try #require(explanation["terms"] as? [[String: any Sendable]]).compactMap { $0["term"] as? String }
        #expect(terms == ["long", "lithium", "cells", "last"])
        let text = try await roost.run(question).standardOutput
        #expect(text.contains("beyond_top_k") && text.contains("milliseconds: "))
    }

    @Test("A question that no document answers is not answered", .timeLimit(.minutes(5)))
    func abstains() async throws {
        _ = try await roost.run("ingest", "--collection", "manuals", documents)
        let question = "Who won the chess world championship in 1972?"
        let reply = try await roost.run("query", "--collection", "manuals", "--json", question).object()
        #expect(reply["grounded"] as? String == "abstained")
        #expect((reply["citations"] as? [any Sendable])?.isEmpty == true)
    }

    @Test("The same files again change nothing", .timeLimit(.minutes(5)))
    func ingestsIdempotently() async throws {
        let first = try await roost.run("ingest", "--collection", "manuals", documents, "--json").object()
        let second = try await roost.run("ingest", "--collection", "manuals", documents, "--json").object()
        let files = try #require(second["files"] as? [[String: any Sendable]])
        #expect(files.allSatisfy { $0["status"] as? String == "unchanged" })
        #expect(second["chunks"] as? Int == first["chunks"] as? Int)
    }

    @Test("Other bytes under the same name replace the document", .timeLimit(.minutes(5)))
    func replaces() async throws {
        let file = folder.url.appending(path: "colour.txt")
        for (colour, status) in [("green", "inserted"), ("purple", "replaced")] {
            try Data("The door of the lighthouse is \(colour).".utf8).write(to: file)
            let report = try await roost.run("ingest", "--collection", "c", file.path, "--json").object()
            #expect((report["files"] as? [[String: any Sendable]])?.first?["status"] as? String == status)
        }
        let reply = try await roost.run("query", "--collection", "c", "What colour is the lighthouse door?")
        #expect(reply.standardOutput.contains("purple") && !reply.standardOutput.contains("green"))
    }

    @Test("A bad file is listed with the reason, the good ones go in, and the exit code is 1", .timeLimit(.minutes(5)))
    func reportsFailures() async throws {
        let input = folder.url.appending(path: "input")
        try FileManager.default.createDirectory(at: input, withIntermediateDirectories: true)
        try Data("The ferry leaves at nine.".utf8).write(to: input.appending(path: "good.txt"))
        try Data().write(to: input.appending(path: "empty.txt"))
        try Data("%PDF-1.4 and nothing else".utf8).write(to: input.appending(path: "broken.pdf"))
        let missing = folder.url.appending(path: "missing.txt").path
        let output = try await roost.run("ingest", "--collection", "c", input.path, missing, "--json")
        #expect(output.status == 1)
        let files = try #require(try output.object()["files"] as? [[String: any Sendable]])
        let statuses = files.map { "\($0["document"] ?? "") \($0["status"] ?? "")" }
        #expect(statuses == ["broken.pdf failed", "empty.txt failed", "good.txt inserted", "missing.txt failed"])
        #expect(files.filter { $0["status"] as? String == "failed" }.allSatisfy { $0["error"] is String })
    }

    @Test("Asking a collection that is not there fails, and makes none", .timeLimit(.minutes(5)))
    func refusesUnknownCollection() async throws {
        for _ in 1...2 {
            let output = try await roost.run("query", "--collection", "nowhere", "Is anybody there?")
            #expect(output.status == 1)
            #expect(output.standardError.contains("nowhere"))
        }
    }

    @Test(
        "Wrong usage exits with 64",
        .timeLimit(.minutes(5)),
        arguments: [
            ["query", "--collection", "c"], ["query", "--collection", "c", "--top-k", "0", "Why?"],
            ["query", "--collection", "c", "--min-k", "1.5", "Why?"], ["ingest", "x"], ["fly"],
            ["query", "--collection", "c", "--top-n", "many", "Why?"],
        ]
    )
    func reportsWrongUsage(arguments: [String]) async throws {
        #expect(try await roost.run(arguments).status == 64)
    }
}
