import Synchronization

/// Remembers the vectors of texts that were encoded lately: questions that many ask, sentences that answer many.
///
/// Two generations take the place of an exact order of use: what was not used while one generation filled is forgotten
/// with it. Texts of different scopes are strangers, so that nobody can tell from the time of an answer what others asked.
///
/// - Complexity: O(text) a look-up.
package final class VectorCache: Sendable {
    /// Texts in a generation: with 384 dimensions, both together take 12 MB at most.
    private static let generationCount = 2048
    private static let maximumByteCount = 1024

    private struct Key: Hashable {
        var scope: Int64
        var text: String
    }

    private struct State {
        var young: [Key: [Float]] = [:]
        var old: [Key: [Float]] = [:]

        mutating func vector(of key: Key) -> [Float]? {
            if let vector = young[key] { return vector }
            guard let vector = old[key] else { return nil }
            insert(vector, for: key)
            return vector
        }

        mutating func insert(_ vector: [Float], for key: Key) {
            young[key] = vector
            if young.count >= VectorCache.generationCount {
                old = young
                young = [:]
            }
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// The vectors of some texts, in their order.
    ///
    /// - Parameters:
    ///   - scope: Whose texts they are.
    ///   - encode: Makes the vectors of those that are not remembered, each text once; runs without the lock.
    package func vectors(of texts: [String], scope: Int64, encode: ([String]) -> [[Float]]) -> [[Float]] {
        var known: [String: [Float]] = state.withLock { state in
            texts.reduce(into: [:]) { $0[$1] = state.vector(of: Key(scope: scope, text: $1)) }
        }
        var missing: [String] = []
        for text in texts where known[text] == nil && !missing.contains(text) { missing.append(text) }
        let vectors = missing.isEmpty ? [] : encode(missing)
        state.withLock { state in
            for (text, vector) in zip(missing, vectors) where text.utf8.count <= Self.maximumByteCount {
                state.insert(vector, for: Key(scope: scope, text: text))
            }
        }
        known.merge(zip(missing, vectors)) { $1 }
        return texts.map { known[$0] ?? [] }
    }
}
