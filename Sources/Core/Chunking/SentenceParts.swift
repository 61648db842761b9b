/// The parts of a sentence between its line ends and between its stops.
struct SentenceParts: Sequence, IteratorProtocol {
    struct Part {
        var text: Substring
        /// What the part ends with; `.clause` where a stop ends a line.
        var end: Piece.Boundary
    }

    private var rest: Substring

    init(_ sentence: Substring) {
        rest = sentence
    }

    mutating func next() -> Part? {
        guard !rest.isEmpty else { return nil }
        var afterStop = false
        for index in rest.indices {
            let character = rest[index]
            if character == "\n" || (afterStop && character.isBlank) {
                return take(through: index, end: afterStop ? .clause : .line)
            }
            afterStop = character.isStop || (afterStop && character.isCloser)
        }
        return take(through: rest.index(before: rest.endIndex), end: .clause)
    }

    private mutating func take(through index: String.Index, end: Piece.Boundary) -> Part {
        defer { rest = rest[rest.index(after: index)...] }
        return Part(text: rest[...index], end: end)
    }
}

extension Character {
    fileprivate var isStop: Bool {
        switch self {
        case ".", "!", "?", ";", ":", "。", "！", "？", "；", "：", "؟", "؛", "।": true
        default: false
        }
    }

    fileprivate var isCloser: Bool {
        switch self {
        case "\"", "'", ")", "]", "”", "’", "»": true
        default: false
        }
    }
}
