/// What one write did to a collection.
///
/// An index that reflects the state `previousToken` reflects the state `token` after it removed and inserted these
/// chunks. When it reflects another state, another process wrote in between: ask for `changes(since:)`.
package struct DocumentChange: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case inserted
        case replaced
        /// The same content was there: nothing was written and no identifier changed.
        case unchanged
        case deleted
    }

    package var documentID: Int64
    package var outcome: Outcome
    package var removedChunkIDs: [Int64]
    /// In the order of the chunks given.
    package var insertedChunkIDs: [Int64]
    package var previousToken: Int64
    package var token: Int64
}

/// The difference between two states of a collection.
package struct CollectionChanges: Hashable, Sendable {
    /// Chunks of the earlier state that are gone.
    package var removedChunkIDs: [Int64]
    /// Chunks of the later state that the earlier one did not have, ascending.
    package var insertedChunkIDs: [Int64]
    /// Of the later state.
    package var token: Int64
}

/// Which chunks are read.
package enum ChunkSelection: Sendable {
    case all
    case identifiers([Int64])
}

/// Vectors of some chunks.
package struct VectorBatch: Sendable {
    package var chunkIDs: [Int64]
    /// Row-major, `chunkIDs.count` × the collection's dimension.
    package var vectors: [Float]
}
