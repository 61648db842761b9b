import VectorKernels

/// A share of the rows of a file, chosen at random and yet the same in every run and every program.
///
/// Row n is chosen if the output of SplitMix64 for the seed n (Steele, Lea & Flood 2014,
/// doi:10.1145/2660193.2660195) lies below share × 2⁶⁴.
public struct RowSample: Sendable {
    private let limit: UInt64

    /// - Parameter share: Above 0, at most 1, which is every row.
    /// - Precondition: `share` is in that range.
    public init(share: Double) {
        precondition(share > 0 && share <= 1, "a share of \(share)")
        // At most 2⁶⁴ − 1: the one output that this loses is as likely as any other.
        limit = UInt64(exactly: (share * 0x1p64).rounded(.down)) ?? .max
    }

    func contains(_ row: Int) -> Bool {
        var generator = SplitMix64(state: UInt64(row))
        let mixed = generator.next()
        return mixed < limit || limit == .max
    }

    /// The chosen ones of the first `count` rows, ascending.
    func rows(of count: Int) -> [Int64] {
        (0..<count).filter(contains).map(Int64.init)
    }
}
