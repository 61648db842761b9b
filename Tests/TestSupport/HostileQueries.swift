/// Texts that someone might type, or send on purpose: operators of full-text search, quotation marks, SQL, scalars that
/// are no character by themselves, any Unicode; strung together at random, some very long.
package struct HostileQueries {
    private static let pieces = [
        "AND", "OR", "NOT", "NEAR", "NEAR(", ", 5)", "(", ")", "((", "\"", "\"\"", "'", "*", "^", ":", "-", "+", "{",
        "}",
        "title:", "body :", "{title body}:", "rowid", "- title:", "heron*", "^heron", "h\"eron", "heron\u{0}stork",
        "'; DROP TABLE chunk_text; --", "1=1", "UNION SELECT", "%", "_", "\\", "/", "`", "?1", ":a", "@a", "$a", "#",
        "“", "”", "„", "«", "»", "「", "」", "heron", "stork", "the", "42", "v1.2", "a_b", "x@y.z", "手", "机", "ไทย", "한국",
        "\u{0}", "\u{FFFD}", "\u{FFFE}", "\u{FEFF}", "\u{200B}", "\u{200D}", "\u{202E}", "\u{2066}", "\u{0301}",
        "\u{0301}\u{0302}\u{0303}", "\u{E000}", "\u{10FFFF}", "\u{1F468}\u{200D}\u{1F469}", "👍🏽", "🇫", "\u{FE0F}", "İ",
        "ß", "ſ", "\u{1100}\u{1161}", "क्षि", "\t", "\n", "\r\n", "\u{85}", "\u{2028}", " ", " ", " ",
    ]

    private var random: SeededGenerator

    package init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    package mutating func next() -> String {
        switch Int.random(in: 0..<100, using: &random) {
        case 0: String(repeating: piece(), count: 100_000 / 8)
        case 1: (0..<20_000).map { _ in scalar() }.joined()
        case 2..<30: (0..<Int.random(in: 0...40, using: &random)).map { _ in scalar() }.joined()
        default: (0..<Int.random(in: 0...12, using: &random)).map { _ in piece() }.joined()
        }
    }

    private mutating func piece() -> String {
        Self.pieces.randomElement(using: &random) ?? ""
    }

    private mutating func scalar() -> String {
        let range: ClosedRange<UInt32> = Bool.random(using: &random) ? 0...0x2FF : 0...0x10FFFF
        return Unicode.Scalar(UInt32.random(in: range, using: &random)).map { String(Character($0)) } ?? "\u{FFFD}"
    }
}
