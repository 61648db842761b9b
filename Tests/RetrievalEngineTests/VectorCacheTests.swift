import RetrievalEngine
import Testing

@Suite struct VectorCacheTests {
    /// Encodes a text as its length, and counts what it encodes.
    private final class Encoder {
        var encoded: [String] = []

        func vectors(of texts: [String]) -> [[Float]] {
            encoded += texts
            return texts.map { [Float($0.utf8.count)] }
        }
    }

    @Test("A text is encoded once, also when it is asked for twice in one call")
    func once() {
        let (cache, encoder) = (VectorCache(), Encoder())
        #expect(cache.vectors(of: ["a", "bb", "a"], scope: 1, encode: encoder.vectors) == [[1], [2], [1]])
        #expect(cache.vectors(of: ["ccc", "bb"], scope: 1, encode: encoder.vectors) == [[3], [2]])
        #expect(encoder.encoded == ["a", "bb", "ccc"])
    }

    @Test("Scopes are strangers")
    func scopes() {
        let (cache, encoder) = (VectorCache(), Encoder())
        for scope: Int64 in [1, 2] { _ = cache.vectors(of: ["a"], scope: scope, encode: encoder.vectors) }
        #expect(encoder.encoded == ["a", "a"])
    }

    @Test("What is used stays, what is not is forgotten, and long texts are not kept")
    func forgetting() {
        let (cache, encoder) = (VectorCache(), Encoder())
        let long = String(repeating: "x", count: 5000)
        _ = cache.vectors(of: ["used", "unused", long], scope: 1, encode: encoder.vectors)
        for number in 0..<10_000 {
            _ = cache.vectors(of: ["used", "filler \(number)"], scope: 1, encode: encoder.vectors)
        }
        encoder.encoded = []
        _ = cache.vectors(of: ["used", "unused", long], scope: 1, encode: encoder.vectors)
        #expect(encoder.encoded == ["unused", long])
    }

    @Test("Large vectors fill a generation before many texts do")
    func largeVectors() {
        let (cache, encoder) = (VectorCache(), Encoder())
        let large = [Float](repeating: 1, count: 1 << 20)
        _ = cache.vectors(of: ["unused"], scope: 1, encode: encoder.vectors)
        for number in 0..<8 { _ = cache.vectors(of: ["filler \(number)"], scope: 1) { $0.map { _ in large } } }
        encoder.encoded = []
        _ = cache.vectors(of: ["unused"], scope: 1, encode: encoder.vectors)
        #expect(encoder.encoded == ["unused"])
    }
}
