/// A reference to numbered passages as models write it: `[1]`, `[1, 3]`, `[2-4]`, `[Document #2]`, `【3】`.
package struct CitationMarker: Sendable, Equatable {
    /// The numbers, in the order written, each once.
    package var numbers: [Int]

    /// The longest text between two brackets that is looked at.
    static let maximumLength = 48

    /// More numbers than this in one marker are not read: a range such as `[1-999999999]` names nothing.
    private static let maximumCount = 64

    /// Words that may stand beside the numbers.
    private static let words: Set<String> = [
        "and", "cf", "chunk", "citation", "citations", "cite", "context", "doc", "docs", "document", "documents",
        "excerpt", "id", "information", "no", "nr", "number", "p", "para", "passage", "passages", "quote", "ref",
        "reference", "references", "refs", "s", "see", "source", "sources", "text", "to", "und", "et",
    ]

    /// Reads what stands between two brackets.
    ///
    /// Digits of every script count, because clients find citations with patterns such as `\[\d+\]`.
    ///
    /// - Returns: Nil when it is no marker but a text that happens to stand in brackets.
    package init?(content: some StringProtocol) {
        var reader = Reader()
        for scalar in content.unicodeScalars {
            guard reader.read(scalar) else { return nil }
        }
        guard let numbers = reader.finish(allowing: Self.words, maximumCount: Self.maximumCount) else { return nil }
        self.numbers = numbers
    }

    /// Collects numbers and words.
    private struct Reader {
        private enum Item {
            case number(Int)
            case word(String)
            case rangeSign
        }

        private var items: [Item] = []
        private var isOpen = false

        /// - Returns: Whether the scalar may be part of a marker.
        mutating func read(_ scalar: Unicode.Scalar) -> Bool {
            if let digit = scalar.decimalDigit {
                if isOpen, case .number(let value)? = items.last {
                    items[items.count - 1] = .number(min(value * 10 + digit, 1_000_000_000))
                } else {
                    items.append(.number(digit))
                }
                isOpen = true
                return true
            }
            if scalar.properties.isAlphabetic {
                if isOpen, case .word(let word)? = items.last {
                    items[items.count - 1] = .word(word + String(scalar).lowercased())
                } else {
                    items.append(.word(String(scalar).lowercased()))
                }
                isOpen = true
                return true
            }
            isOpen = false
            switch scalar {
            case "-", "–", "—", "‑", "−", "~": items.append(.rangeSign)
            case ",", ";", ":", "#", "^", "&", "+", "/", "†", "|", "、", "，", "；", "*", "°", "º": break
            default: return scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
            }
            return true
        }

        func finish(allowing words: Set<String>, maximumCount: Int) -> [Int]? {
            var numbers: [Int] = []
            var rangeStart: Int?
            for item in items {
                switch item {
                case .number(let end):
                    let start = rangeStart ?? end
                    rangeStart = nil
                    // A range that is turned round or far too long stands for its two ends.
                    let isRange = start <= end && end - start < maximumCount
                    for number in isRange ? Array(start...end) : [start, end] where !numbers.contains(number) {
                        numbers.append(number)
                    }
                case .word(let word):
                    guard words.contains(word) else { return nil }
                    rangeStart = nil
                case .rangeSign:
                    rangeStart = numbers.last
                }
            }
            return numbers.isEmpty || numbers.count > maximumCount ? nil : numbers
        }
    }
}

extension Unicode.Scalar {
    /// The value of a decimal digit of any script.
    var decimalDigit: Int? {
        guard properties.generalCategory == .decimalNumber else { return nil }
        return properties.numericValue.map { Int($0) }
    }

    /// The bracket that closes this one, when it is one that models write citations in.
    var closingBracket: Unicode.Scalar? {
        switch self {
        case "[": "]"
        case "【": "】"
        case "［": "］"
        case "〔": "〕"
        default: nil
        }
    }

    var isClosingBracket: Bool {
        self == "]" || self == "】" || self == "］" || self == "〕"
    }
}
