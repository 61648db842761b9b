import Foundation
import SentenceEncoder
import TestSupport
import Testing
import VectorKernels

/// Damaged model folders: loading gives an error, or a model that can be used without a trap.
@Suite struct ModelDamageTests {
    /// The kinds of models, each with a folder of `fixtures/models` that has every file a folder can have.
    enum Kind: String, CaseIterable {
        case sentenceEncoder = "dense-tanh"
        case crossEncoder = "reranker"
        /// With `vocab.txt` in place of `tokenizer.json`; the tokenizer's files alone are damaged.
        case vocabularyText = "mean"
    }

    fileprivate static let texts = ["", "where is the old bridge?", String(repeating: "[MASK] zebra ", count: 40)]

    @Test("Every file that is cut anywhere", arguments: Kind.allCases)
    func truncations(kind: Kind) throws {
        let model = try DamagedModel(kind)
        for file in model.files {
            for count in 0..<file.bytes.count {
                try model.expectNoTrap(file, file.bytes.prefix(count))
            }
            try model.restore(file)
        }
        #expect(model.loadedCount > 0, "JSON files may lack a last space, but nothing else")
        // A vocabulary may end after any word.
        #expect(model.loadedCount < (kind == .vocabularyText ? 60 : 20))
    }

    @Test("Every byte of every file but the weights with one of its bits changed", arguments: Kind.allCases)
    func bitFlips(kind: Kind) throws {
        let model = try DamagedModel(kind, .bf16)
        var generator = SeededGenerator(seed: 8)
        for file in model.files {
            // A safetensors file's header ends before its data; of other files, all bytes count.
            let end = file.headerByteCount ?? file.bytes.count
            for place in 0..<end {
                var bytes = file.bytes
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                try model.expectNoTrap(file, bytes)
            }
            try model.restore(file)
        }
        #expect(model.loadedCount > 0 && model.refusedCount > 0)
    }

    @Test("Every file with up to eight bytes replaced", arguments: Kind.allCases)
    func replacedBytes(kind: Kind) throws {
        let model = try DamagedModel(kind, .int8)
        var generator = SeededGenerator(seed: 9)
        for file in model.files {
            for _ in 0..<400 {
                var bytes = file.bytes
                for _ in 0..<Int.random(in: 1...8, using: &generator) {
                    bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                try model.expectNoTrap(file, bytes)
            }
            try model.restore(file)
        }
        #expect(model.loadedCount > 0 && model.refusedCount > 0)
    }

    @Test("JSON files whose values are replaced by others", arguments: Kind.allCases)
    func replacedValues(kind: Kind) throws {
        let model = try DamagedModel(kind)
        let values = [
            "null", "true", "-1", "0", "1", "2147483648", "9223372036854775807", "1e999", "-1e30", "0.5", "\"\"",
            "\"\\u0000\"", "[]", "{}", "[[]]", String(repeating: "[", count: 100_000),
        ]
        for file in model.files where file.url.pathExtension == "json" && file.bytes.count < 1_000 {
            let text = String(decoding: file.bytes, as: UTF8.self)
            for range in text.ranges(of: /("[^"]*"|[-0-9.e]+|true|false|null)(?=[,\n\]}])/) {
                for value in values {
                    try model.expectNoTrap(file, Array(text.replacingCharacters(in: range, with: value).utf8))
                }
            }
            try model.restore(file)
        }
        #expect(model.loadedCount > 0 && model.refusedCount > 0)
    }

    /// A model folder whose files are overwritten one at a time.
    private final class DamagedModel {
        struct File {
            var url: URL
            var bytes: [UInt8]

            /// The bytes before a safetensors file's data; nil for other files.
            var headerByteCount: Int? {
                guard url.pathExtension == "safetensors" else { return nil }
                return 8 + bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
            }
        }

        let files: [File]
        private(set) var loadedCount = 0
        private(set) var refusedCount = 0
        private let kind: Kind
        private let precision: EncoderPrecision
        private let pool = WorkerPool(threadCount: 1)
        private let folder: TemporaryDirectory

        init(_ kind: Kind, _ precision: EncoderPrecision = .fp32) throws {
            self.kind = kind
            self.precision = precision
            let folder = try ModelFixture.folder(kind.rawValue)
            self.folder = folder
            if kind == .vocabularyText {
                try FileManager.default.removeItem(at: folder.url.appending(path: "tokenizer.json"))
                let vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "where", "is", "the", "old", "##s"]
                try Data(vocabulary.joined(separator: "\n").utf8).write(to: folder.url.appending(path: "vocab.txt"))
                files = try ["vocab.txt", "tokenizer_config.json"].map { name in
                    let url = folder.url.appending(path: name)
                    return File(url: url, bytes: [UInt8](try Data(contentsOf: url)))
                }
                return
            }
            let paths = try #require(FileManager.default.subpaths(atPath: folder.url.path))
            files = try paths.sorted().map { folder.url.appending(path: $0) }
                .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
                .map { File(url: $0, bytes: [UInt8](try Data(contentsOf: $0))) }
        }

        func restore(_ file: File) throws {
            try overwrite(file, file.bytes)
        }

        /// Replaces the bytes where they are: the file system would flush a file that is emptied first, every time.
        private func overwrite(_ file: File, _ bytes: some Sequence<UInt8>) throws {
            let data = Data(bytes)
            let handle = try FileHandle(forWritingTo: file.url)
            try handle.write(contentsOf: data)
            try handle.truncate(atOffset: UInt64(data.count))
            try handle.close()
        }

        func expectNoTrap(_ file: File, _ bytes: some Sequence<UInt8>) throws {
            try overwrite(file, bytes)
            do {
                switch kind {
                case .sentenceEncoder, .vocabularyText:
                    let encoder = try SentenceEncoder(modelFolder: folder.url, precision: precision, pool: pool)
                    let embeddings = encoder.encode(ModelDamageTests.texts, as: .query)
                    #expect(embeddings.vectors.count == ModelDamageTests.texts.count * encoder.dimension)
                case .crossEncoder:
                    let encoder = try CrossEncoder(modelFolder: folder.url, precision: precision, pool: pool)
                    let scores = encoder.scores(of: ModelDamageTests.texts.map { (query: $0, passage: $0 + "stone") })
                    #expect(scores.count == ModelDamageTests.texts.count)
                }
                loadedCount += 1
            } catch {
                #expect(!error.message.isEmpty && !error.file.isEmpty)
                refusedCount += 1
            }
        }
    }
}
