import Foundation
import SentenceEncoder
import Synchronization

/// Embeddings by text, kept in a file between runs.
final class VectorCache: Sendable {
    let encoder: SentenceEncoder
    private let file: URL
    private let vectors: Mutex<[String: [Float]]>

    init(encoder: SentenceEncoder, file: URL) {
        self.encoder = encoder
        self.file = file
        var vectors: [String: [Float]] = [:]
        if let data = try? Data(contentsOf: file) {
            var offset = 0
            while offset < data.count {
                let length = unsafe data.withUnsafeBytes {
                    unsafe Int($0.loadUnaligned(fromByteOffset: offset, as: Int32.self))
                }
                let text = String(decoding: data[offset + 4..<offset + 4 + length], as: UTF8.self)
                offset += 4 + length
                let start = offset
                vectors[text] = (0..<encoder.dimension).map { i in
                    unsafe data.withUnsafeBytes {
                        unsafe $0.loadUnaligned(fromByteOffset: start + 4 * i, as: Float.self)
                    }
                }
                offset += 4 * encoder.dimension
            }
        }
        self.vectors = Mutex(vectors)
    }

    func encode(_ texts: [String]) -> [[Float]] {
        let known = vectors.withLock { $0 }
        let missing = Array(Set(texts.filter { known[$0] == nil }))
        if !missing.isEmpty {
            let embeddings = encoder.encode(missing)
            vectors.withLock { all in
                for (row, text) in missing.enumerated() { all[text] = Array(embeddings[row]) }
            }
        }
        return vectors.withLock { all in texts.map { all[$0] ?? [] } }
    }

    func save() throws {
        var data = Data()
        for (text, vector) in vectors.withLock({ $0 }) {
            unsafe withUnsafeBytes(of: Int32(text.utf8.count)) { unsafe data.append(contentsOf: $0) }
            data.append(contentsOf: text.utf8)
            unsafe vector.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
        }
        try data.write(to: file)
    }
}
