internal import VectorKernels

/// What the parts of a search for a batch of queries have found so far.
struct BatchFindings: Sendable {
    /// One selection a query.
    var best: [TopK]
    /// For each tile how codes of either kind have done. Where parts of the search know differently, the last one decides:
    /// only the time depends on it.
    var pauses: [CodePauses]
}

/// How codes have done for one tile.
struct CodePauses: Sendable {
    var fourBits = CodePause()
    var eightBits = CodePause()
}

/// Blocks of rows that go without a look at their codes after one where codes ruled out little, twice as many each time.
struct CodePause: Sendable {
    private static let shortest = 7
    private static let longest = 112

    private var blockCount = 0
    private var length = Self.shortest

    /// True for a block that goes without.
    mutating func coversNextBlock() -> Bool {
        guard blockCount > 0 else { return false }
        blockCount -= 1
        return true
    }

    /// Takes note of whether codes were worth a look.
    mutating func update(succeeded: Bool) {
        guard !succeeded else {
            length = Self.shortest
            return
        }
        blockCount = length
        length = min(2 * length, Self.longest)
    }
}
