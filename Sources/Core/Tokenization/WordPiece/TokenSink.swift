/// What a pass over a text does with the tokens it finds.
protocol TokenSink {
    /// Whether the pass may stop because further tokens would be dropped.
    var isFull: Bool { get }

    mutating func append(_ id: Int32, from start: Int, to end: Int)
}

/// Counts tokens.
struct TokenCountSink: TokenSink {
    private(set) var count = 0

    var isFull: Bool { false }

    mutating func append(_ id: Int32, from start: Int, to end: Int) {
        count += 1
    }
}

/// Keeps the ids of the first tokens.
struct TokenIDSink: TokenSink {
    private(set) var ids: [Int32]
    private let capacity: Int

    /// - Parameters:
    ///   - ids: Already there.
    ///   - capacity: How many may be there in all.
    init(_ ids: [Int32], capacity: Int) {
        self.ids = ids
        self.capacity = capacity
    }

    var isFull: Bool { ids.count >= capacity }

    mutating func append(_ id: Int32, from start: Int, to end: Int) {
        if ids.count < capacity { ids.append(id) }
    }
}

/// Keeps ids and ranges.
struct TokenListSink: TokenSink {
    private(set) var tokens: [Token] = []

    var isFull: Bool { false }

    mutating func append(_ id: Int32, from start: Int, to end: Int) {
        tokens.append(Token(id: id, utf8Range: start..<end))
    }
}
