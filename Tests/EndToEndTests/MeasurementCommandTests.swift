import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("roost embed, bench and models", .enabled(if: Fixtures.modelFolder != nil))
struct MeasurementCommandTests {
    private let folder: TemporaryDirectory
    private let roost: Program

    init() throws {
        folder = try TemporaryDirectory()
        roost = Program(dataFolder: folder.url.appending(path: "data"))
    }

    @Test("embed writes one unit row a line, in order; bench search finds each row by itself")
    func embedsAndSearches() async throws {
        let texts = folder.url.appending(path: "texts.txt")
        try Data("a red kite\nthe price of tea\n\nrain in April\n".utf8).write(to: texts)
        let vectors = folder.url.appending(path: "vectors.npy").path
        let embedded = try await roost.run("embed", "--input", texts.path, "--output", vectors, "--json")
            .object()
        #expect(embedded["texts"] as? Int == 4)
        #expect(embedded["precision"] as? String == Precision.standard.supported.rawValue)
        let ids = folder.url.appending(path: "ids.npy")
        let measured = try await roost.run(
            "bench",
            "search",
            "--vectors",
            vectors,
            "--queries",
            vectors,
            "-k",
            "1",
            "--output",
            ids.path,
            "--json"
        ).object()
        for key in ["load_seconds", "build_seconds", "median_ms", "p99_ms", "queries_per_second"] {
            #expect(measured[key] is Double, "\(key)")
        }
        let bytes = try Data(contentsOf: ids).suffix(4 * 8)
        let found = stride(from: 0, to: 32, by: 8).map { bytes.dropFirst($0).first }
        #expect(found == [0, 1, 2, 3])
    }

    @Test("The option decides the precision, then ROOST_PRECISION; what ran is said, and when it is another one")
    func precisions() async throws {
        let texts = folder.url.appending(path: "texts.txt")
        try Data("a red kite\n".utf8).write(to: texts)
        let arguments = [
            "embed", "--input", texts.path, "--output", folder.url.appending(path: "v.npy").path, "--json",
        ]
        let program = Program(dataFolder: folder.url.appending(path: "data"), environment: ["ROOST_PRECISION": "bf16"])
        for (options, asked) in [([], Precision.bf16), (["--precision", "int8"], .int8)] {
            let result = try await program.run(arguments + options)
            #expect(try result.object()["precision"] as? String == asked.supported.rawValue)
            #expect(result.standardError.contains("lacks the instructions") == (asked.supported != asked))
        }
        #expect(try await program.run(arguments + ["--precision", "fp16"]).status == 64)
    }

    @Test("bench encode counts texts and tokens, and times calls and loading")
    func measuresTheEncoder() async throws {
        let texts = folder.url.appending(path: "texts.txt")
        try Data("a red kite\nrain\n\n".utf8).write(to: texts)
        let arguments = ["bench", "encode", "--input", texts.path, "--threads", "1", "--batch", "2", "--json"]
        let measured = try await roost.run(arguments + ["--beside-bulk"]).object()
        #expect(measured["texts"] as? Int == 3)
        // Five, three and two, with the two special ones.
        #expect(measured["tokens"] as? Int == 10)
        #expect(measured["threads"] as? Int == 1)
        #expect(measured["precision"] as? String == Precision.standard.supported.rawValue)
        for key in ["load_seconds", "tokens_per_second", "median_ms", "p99_ms"] {
            #expect(measured[key] as? Double ?? 0 > 0, "\(key)")
        }
        let besideBulk = try #require(measured["beside_bulk"] as? [String: any Sendable])
        for key in ["median_ms", "p99_ms", "bulk_tokens_per_second"] {
            #expect(besideBulk[key] as? Double ?? 0 > 0, "\(key)")
        }
        for key in ["loaded_memory", "memory"] {
            let memory = measured[key] as? [String: any Sendable]
            #expect(memory?["resident_bytes"] as? Int ?? 0 > 1 << 20, "\(key)")
        }
    }

    @Test(
        "bench encode refuses numbers that are none",
        arguments: ["--threads", "--batch", "--passes"]
    )
    func refusesEncoderOptions(option: String) async throws {
        let result = try await roost.run("bench", "encode", "--input", "texts.txt", option, "0")
        #expect(result.status == 64)
        #expect(result.standardError.contains(option))
    }

    @Test("bench encode needs a text")
    func needsTexts() async throws {
        let texts = folder.url.appending(path: "texts.txt")
        try Data().write(to: texts)
        let result = try await roost.run("bench", "encode", "--input", texts.path)
        #expect(result.status == 1)
        #expect(result.standardError.contains("texts.txt"))
    }

    @Test("ingest --model makes a collection of that model, and refuses one of another")
    func ingestsWithAModel() async throws {
        let models = folder.url.appending(path: "models")
        try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
        for name in [ModelCatalog.defaultModelName, "twin"] {
            try FileManager.default.createSymbolicLink(
                at: models.appending(path: name),
                withDestinationURL: #require(Fixtures.modelFolder)
            )
        }
        let document = folder.url.appending(path: "owls.txt")
        try Data("Owls hunt mice at night.".utf8).write(to: document)
        let program = Program(
            dataFolder: folder.url.appending(path: "data"),
            environment: ["ROOST_MODELS": models.path]
        )
        let ingest = ["ingest", "--collection", "c", document.path]
        #expect(try await program.run(ingest + ["--model", "twin"]).status == 0)
        #expect(try await program.run(ingest).standardOutput.contains("unchanged"))
        let refused = try await program.run(ingest + ["--model", ModelCatalog.defaultModelName])
        #expect(refused.status == 1)
        #expect(refused.standardError.contains("twin"))
        let answer = try await program.run("query", "--collection", "c", "What do owls hunt at night?", "--json")
        #expect(try answer.object()["grounded"] as? String == "yes")
    }

    @Test(
        "bench search refuses shares that are none, and a filter beside inserting",
        arguments: [["--keep", "0"], ["--keep", "1.5"], ["--keep", "nan"], ["--keep", "0.5", "--while-inserting"]]
    )
    func refusesBenchOptions(options: [String]) async throws {
        let result = try await roost.run(["bench", "search", "--vectors", "v.npy", "--queries", "q.npy"] + options)
        #expect(result.status == 64)
        #expect(result.standardError.contains("--keep"))
    }

    @Test("models lists the default model with its checksum")
    func listsModels() async throws {
        let models = try await roost.run("models", "--json").object()["models"] as? [[String: any Sendable]]
        let model = try #require(models?.first { $0["name"] as? String == "all-MiniLM-L6-v2" })
        #expect(
            model["sha256"] as? String == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
        )
        #expect(model["dimensions"] as? Int == 384)
    }

    @Test("models lists rerankers as what they are, and folders that cannot be loaded with the reason")
    func listsOtherModels() async throws {
        let models = folder.url.appending(path: "models")
        let broken = models.appending(path: "broken")
        try FileManager.default.createDirectory(at: broken, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: Fixtures.url("models/reranker"), to: models.appending(path: "reranker"))
        for file in ["config.json", "model.safetensors"] { try Data("{}".utf8).write(to: broken.appending(path: file)) }
        let program = Program(
            dataFolder: folder.url.appending(path: "data"),
            environment: ["ROOST_MODELS": models.path]
        )
        let list = try await program.run("models", "--json").object()["models"] as? [[String: any Sendable]]
        #expect(list?.map { $0["name"] as? String } == ["broken", "reranker"])
        #expect((list?.first?["problem"] as? String)?.contains("model_type") == true)
        #expect(list?.last?["kind"] as? String == "reranker")
        #expect(list?.last?["problem"] == nil)
        #expect(try await program.run("models").standardOutput.contains("not usable"))
    }
}
