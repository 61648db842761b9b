/// What normalisation and word splitting do with one Unicode scalar, in 32 bits.
struct ScalarAction: Sendable, Hashable {
    enum Kind: UInt32 {
        /// Belongs to a word.
        case letter
        /// Separates words.
        case space
        /// Is a word by itself: punctuation, Chinese characters.
        case isolated
        /// Leaves nothing.
        case removed
        /// Leaves nothing, and marks after it do not move before marks in front of it: a mark of class 0.
        case removedStarter
        /// Belongs to a word, with a combining class other than 0.
        case mark
        /// Becomes several scalars.
        case expansion
        /// Becomes two or three jamo.
        case hangul
    }

    private static let payloadBits: UInt32 = 24
    private static let payloadMask: UInt32 = 1 << payloadBits - 1

    private let bits: UInt32

    /// A scalar that keeps its value.
    init(_ kind: Kind) {
        bits = kind.rawValue << Self.payloadBits
    }

    /// A scalar that becomes another one.
    ///
    /// The difference is stored, so that tables of unchanged scalars are all alike.
    init(_ kind: Kind, of scalar: UInt32, to target: UInt32) {
        bits = kind.rawValue << Self.payloadBits | (target &- scalar) & Self.payloadMask
    }

    init(expansion index: Int) {
        bits = Kind.expansion.rawValue << Self.payloadBits | UInt32(index)
    }

    var kind: Kind {
        Kind(rawValue: bits >> Self.payloadBits) ?? .letter
    }

    /// The index that `init(expansion:)` was given.
    var expansionIndex: Int {
        Int(bits & Self.payloadMask)
    }

    /// What the scalar becomes.
    func target(of scalar: UInt32) -> UInt32 {
        (scalar &+ bits) & Self.payloadMask
    }
}
