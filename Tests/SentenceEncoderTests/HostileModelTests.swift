import Foundation
import SentenceEncoder
import TestSupport
import Testing
import VectorKernels

/// Model folders made to take memory, time or other files: they are refused, with a reason. One whose numbers overflow for
/// some texts alone is not known when it is loaded.
@Suite struct HostileModelTests {
    @Test("Weights that are not finite are refused", arguments: SafetensorsWriter.ElementType.allCases)
    func notFinite(type: SafetensorsWriter.ElementType) throws {
        for value in [Float.infinity, -.infinity, .nan, -.nan] {
            var writer = SafetensorsWriter()
            writer.add("x", shape: [1], values: [0], as: type)
            writer.add("a", shape: [2, 2], values: [1, 2, value, 3], as: type)
            let folder = try TemporaryDirectory()
            let url = folder.url.appending(path: "model.safetensors")
            try writer.file().write(to: url)
            let file = try SafetensorsFile(url)
            _ = try file.tensor(named: "x", shape: [1])
            let error = #expect(throws: EncoderError.self) { try file.tensor(named: "a", shape: [2, 2]) }
            #expect(error?.message == "tensor a: expected finite values, found infinity or NaN")
        }
    }

    @Test("The largest finite weights are read")
    func largest() throws {
        var writer = SafetensorsWriter()
        writer.add("a", shape: [2], values: [.greatestFiniteMagnitude, -.greatestFiniteMagnitude])
        writer.add("b", shape: [2], values: [65_504, -65_504], as: .float16)
        let folder = try TemporaryDirectory()
        let url = folder.url.appending(path: "model.safetensors")
        try writer.file().write(to: url)
        let file = try SafetensorsFile(url)
        #expect(try file.tensor(named: "a", shape: [2]).values()[1] == -.greatestFiniteMagnitude)
        #expect(try file.tensor(named: "b", shape: [2]).values()[0] == 65_504)
    }

    @Test("Finite weights whose results are not are refused")
    func overflow() throws {
        let folder = try ModelFixture.folder("dense-identity")
        let url = folder.url.appending(path: "2_Dense/model.safetensors")
        var bytes = [UInt8](try Data(contentsOf: url))
        // All weights: the largest finite number.
        for place in bytes.indices.suffix(12 * 8 * 4) { bytes[place] = [0xFF, 0xFF, 0x7F, 0x7F][place % 4] }
        #expect(bytes.count % 4 == 0)
        try Data(bytes).write(to: url)
        try expectRefusal(folder, "expected finite results")
    }

    @Test("A text whose numbers overflow has the vector zero, and so have its tokens")
    func overflowingText() throws {
        let folder = try ModelFixture.folder("bert")
        let url = folder.url.appending(path: "model.safetensors")
        var bytes = [UInt8](try Data(contentsOf: url))
        let headerCount = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let text = Data(bytes[8..<8 + headerCount])
        let header = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
        let table = try #require(header["embeddings.word_embeddings.weight"] as? [String: Any])
        let offsets = try #require(table["data_offsets"] as? [Int])
        // The rows of all tokens but the special ones, which an empty text has: the largest finite number.
        let range = 8 + headerCount + offsets[0] + Self.specialTokenCount * 8 * 4..<8 + headerCount + offsets[1]
        for place in range { bytes[place] = [0xFF, 0xFF, 0x7F, 0x7F][(place - range.lowerBound) % 4] }
        try Data(bytes).write(to: url)
        let encoder = try SentenceEncoder(modelFolder: folder.url)
        let embeddings = encoder.encode(["", "the old stone bridge"])
        #expect(embeddings[0].contains { $0 != 0 } && embeddings[0].allSatisfy(\.isFinite))
        #expect(embeddings[1].allSatisfy { $0 == 0 })
        let query = encoder.encodeQueries(["the old stone bridge"])[0]
        #expect(query.vector.allSatisfy { $0 == 0 } && query.tokens.values.allSatisfy { $0 == 0 })
        #expect(encoder.encodePassages(["the old stone bridge"]).embeddings.vectors.allSatisfy { $0 == 0 })
    }

    /// `[PAD]`, `[UNK]`, `[CLS]`, `[SEP]` and `[MASK]` are the fixture's first.
    private static let specialTokenCount = 5

    @Test("Memory is not taken for sizes that the file has no weights for")
    func largeSizes() throws {
        // Every table of embeddings is there; the matrices of the layer would have 3 · 16384² values.
        let size = 16_384
        var writer = SafetensorsWriter()
        for name in ["word_embeddings", "position_embeddings", "token_type_embeddings"] {
            let rows = name == "word_embeddings" ? TinyModel.vocabulary.count : 4
            writer.add(
                "embeddings.\(name).weight",
                shape: [rows, size],
                values: [Float](repeating: 0, count: rows * size)
            )
        }
        for part in ["weight", "bias"] {
            let name = "embeddings.LayerNorm.\(part)"
            writer.add(name, shape: [size], values: [Float](repeating: 0, count: size))
        }
        let model = TinyModel()
        let folder = try TemporaryDirectory()
        let changes: [String: Any] = ["hidden_size": size, "max_position_embeddings": 4, "type_vocab_size": 4]
        try model.write(
            model.files.merging(["config.json": model.configuration.merging(changes) { $1 }]) { $1 },
            to: folder.url
        )
        try writer.file().write(to: folder.url.appending(path: "model.safetensors"))
        try expectRefusal(folder, "expected a tensor encoder.layer.0.attention.self.query.weight, found none")
    }

    @Test("Sizes above every model's are refused", arguments: ["hidden_size", "num_hidden_layers", "vocab_size"])
    func sizeLimits(field: String) throws {
        let model = TinyModel()
        let folder = try TemporaryDirectory()
        let configuration = model.configuration.merging([field: 10_000_001]) { $1 }
        try model.write(model.files.merging(["config.json": configuration]) { $1 }, to: folder.url)
        try expectRefusal(folder, "expected \(field) from 1 to")
    }

    @Test("Headers and JSON files beyond their limits are not read", arguments: ["tokenizer.json", "config.json"])
    func largeFiles(name: String) throws {
        let folder = try ModelFixture.folder("mean")
        let handle = try FileHandle(forWritingTo: folder.url.appending(path: name))
        try handle.truncate(atOffset: 100 << 20)
        try handle.close()
        try expectRefusal(folder, "bytes at most")
    }

    @Test("A header of 100 MB is not read")
    func largeHeader() throws {
        let folder = try ModelFixture.folder("mean")
        let handle = try FileHandle(forWritingTo: folder.url.appending(path: "model.safetensors"))
        // Little-endian: 99,999,992 bytes, which the format allows.
        try handle.write(contentsOf: [0xF8, 0xE0, 0xF5, 0x05, 0, 0, 0, 0])
        try handle.truncate(atOffset: 100_000_000)
        try handle.close()
        try expectRefusal(folder, "expected a header within")
    }

    @Test("Deeply nested JSON is refused", arguments: ["config.json", "modules.json", "tokenizer.json"])
    func nesting(name: String) throws {
        for part in ["[", "{\"a\":"] {
            let folder = try ModelFixture.folder("mean")
            try Data(String(repeating: part, count: 150_000).utf8).write(to: folder.url.appending(path: name))
            try expectRefusal(folder, "expected")
        }
    }

    @Test(
        "Pipes and devices in place of files are refused without waiting for them",
        arguments: ["config.json", "model.safetensors", "tokenizer.json", "modules.json"]
    )
    func specialFiles(name: String) throws {
        for target in ["/dev/zero", "/dev/null"] {
            let folder = try ModelFixture.folder("mean")
            let url = folder.url.appending(path: name)
            try FileManager.default.removeItem(at: url)
            try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: target)
            try expectRefusal(folder, "expected")
        }
        let folder = try ModelFixture.folder("mean")
        let url = folder.url.appending(path: name)
        try FileManager.default.removeItem(at: url)
        let status = unsafe mkfifo(url.path, 0o600)
        try #require(status == 0)
        try expectRefusal(folder, "expected")
    }

    @Test("Steps outside the model folder are refused", arguments: ["../bert", "/etc", "a/../../b", "\\u0000"])
    func escapingPaths(path: String) throws {
        for step in ["1_Pooling", "2_Dense"] {
            let folder = try ModelFixture.folder(
                "dense-tanh",
                replacing: "modules.json",
                "\"path\": \"\(step)\"",
                "\"path\": \"\(path)\""
            )
            try expectRefusal(folder, "expected paths inside the model folder")
        }
    }

    private func expectRefusal(_ folder: TemporaryDirectory, _ message: String) throws {
        let error = #expect(throws: EncoderError.self) { try SentenceEncoder(modelFolder: folder.url) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
    }
}
