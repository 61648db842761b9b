/// The vectors of a chunk's tokens in one bit a value, which late interaction compares a question's tokens with.
package struct ChunkTokenCodes: Sendable, Hashable {
    /// Values of a token's vector, 1 to 65,536; those of the chunk's own vector may be another number.
    package var dimension: Int
    /// One code or more, ⌈`dimension` / 8⌉ bytes each, in the order of the tokens.
    package var bytes: [UInt8]

    package init(dimension: Int, bytes: [UInt8]) {
        self.dimension = dimension
        self.bytes = bytes
    }

    /// Whether there is a code at least, and no part of one.
    var isWhole: Bool {
        (1...65536).contains(dimension) && !bytes.isEmpty && bytes.count.isMultiple(of: (dimension + 7) / 8)
    }
}
