/// Vectors of texts, in the order of the texts.
package struct Embeddings: Sendable {
    /// `count × dimension` values, row-major.
    package let vectors: [Float]
    /// The number of texts.
    package let count: Int
    /// The number of values in a vector.
    package let dimension: Int
    /// The tokens that were encoded, special ones included; there is no padding.
    package let tokenCount: Int

    init(vectors: [Float], dimension: Int, tokenCount: Int) {
        self.vectors = vectors
        self.dimension = dimension
        self.tokenCount = tokenCount
        count = vectors.count / dimension
    }

    /// The vector of a text.
    package subscript(row: Int) -> ArraySlice<Float> {
        precondition((0..<count).contains(row), "vector \(row) of \(count)")
        return vectors[row * dimension..<(row + 1) * dimension]
    }
}
