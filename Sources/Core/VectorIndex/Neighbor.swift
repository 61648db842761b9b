/// A vector that a search found.
package struct Neighbor: Sendable, Equatable {
    /// The id the vector was inserted with.
    package var id: Int64
    /// Its inner product with the query: the cosine where both are of unit length.
    package var score: Float

    package init(id: Int64, score: Float) {
        self.id = id
        self.score = score
    }
}
