import SentenceEncoder
import Synchronization
import VectorKernels

/// Remembers the vectors of texts that were encoded lately: questions that many ask, sentences that answer many.
///
/// Two generations take the place of an exact order of use: what was not used while one generation filled is forgotten
/// with it. Texts of different scopes are strangers, so that nobody can tell from the time of an answer what others asked.
///
/// - Complexity: O(text) a look-up.
package final class VectorCache<Vectors: Sendable>: Sendable {
    /// Texts in a generation, and bytes of their vectors: both generations together take 36 MB at most, and with one
    /// vector of 384 dimensions a text 12 MB.
    private static var generationCount: Int { 2048 }
    private static var generationByteCount: Int { 16 << 20 }
    private static var maximumTextByteCount: Int { 1024 }

    private struct Key: Hashable {
        var scope: Int64
        var text: String
    }

    private struct State {
        var young: [Key: Vectors] = [:]
        var youngByteCount = 0
        var old: [Key: Vectors] = [:]
        var oldByteCount = 0

        mutating func vectors(of key: Key, byteCount: (Vectors) -> Int) -> Vectors? {
            if let vectors = young[key] { return vectors }
            guard let vectors = old[key] else { return nil }
            insert(vectors, for: key, byteCount: byteCount(vectors))
            return vectors
        }

        mutating func insert(_ vectors: Vectors, for key: Key, byteCount: Int) {
            if young.updateValue(vectors, forKey: key) == nil { youngByteCount += byteCount }
            if young.count >= VectorCache.generationCount || youngByteCount >= VectorCache.generationByteCount {
                (old, oldByteCount) = (young, youngByteCount)
                (young, youngByteCount) = ([:], 0)
            }
        }
    }

    private let state = Mutex(State())
    private let byteCount: @Sendable (Vectors) -> Int

    /// - Parameter byteCount: The memory that the vectors of a text take.
    init(byteCount: @escaping @Sendable (Vectors) -> Int) {
        self.byteCount = byteCount
    }

    /// Bytes of the vectors that are remembered.
    package var rememberedByteCount: Int { state.withLock { $0.youngByteCount + $0.oldByteCount } }

    /// The vectors of some texts, in their order.
    ///
    /// - Parameters:
    ///   - scope: Whose texts they are.
    ///   - encode: Makes the vectors of those that are not remembered, each text once; runs without the lock.
    package func vectors(of texts: [String], scope: Int64, encode: ([String]) -> [Vectors]) -> [Vectors] {
        var known: [String: Vectors] = state.withLock { state in
            texts.reduce(into: [:]) {
                $0[$1] = state.vectors(of: Key(scope: scope, text: $1), byteCount: byteCount)
            }
        }
        var missing: [String] = []
        for text in texts where known[text] == nil && !missing.contains(text) { missing.append(text) }
        let vectors = missing.isEmpty ? [] : encode(missing)
        state.withLock { state in
            for (text, vectors) in zip(missing, vectors) where text.utf8.count <= Self.maximumTextByteCount {
                state.insert(vectors, for: Key(scope: scope, text: text), byteCount: byteCount(vectors))
            }
        }
        known.merge(zip(missing, vectors)) { $1 }
        return texts.compactMap { known[$0] }
    }
}

extension VectorCache<[Float]> {
    package convenience init() {
        self.init { $0.count * MemoryLayout<Float>.size }
    }
}

extension VectorCache<QueryEmbedding> {
    /// For questions with the vectors of their tokens: 1,500 bytes a token with 384 dimensions.
    convenience init() {
        self.init { ($0.vector.count + $0.tokens.values.count) * MemoryLayout<Float>.size }
    }
}
