/// What a scalar means for sentence boundaries (the classes of UAX #29, table 4, as far as the rules here need them).
enum SentenceCharacter {
    /// "." and its full-width form: may belong to an abbreviation (ATerm).
    case period
    /// "…".
    case ellipsis
    /// "!", "?" and the like, which words and addresses may also contain (STerm).
    case mark
    /// A stop that has no other use, so that no space needs to follow (STerm).
    case fullStop
    /// A closing quotation mark or bracket, or a straight quotation mark (Close).
    case closer
    /// A comma, colon or semicolon: the sentence goes on (SContinue).
    case comma
    case newline
    case space
    case lowercase
    case uppercase
    /// A letter without case (OLetter).
    case letter
    case digit
    case other

    init(_ scalar: UInt32) {
        switch scalar {
        case 0x2E, 0xFF0E: self = .period
        case 0x2026: self = .ellipsis
        case 0x21, 0x3F, 0x61F, 0x203C, 0x203D, 0x2047...0x2049: self = .mark
        case 0x589, 0x6D4, 0x964, 0x965, 0x104A, 0x104B, 0x1362, 0x1367, 0x1368, 0x17D4, 0x17D5, 0x3002, 0xFF01, 0xFF1F,
            0xFF61:
            self = .fullStop
        case 0x22, 0x27, 0x29, 0x5D, 0x7D, 0xBB, 0x2019, 0x201D, 0x203A, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015,
            0xFF02, 0xFF07, 0xFF09, 0xFF3D, 0xFF5D:
            self = .closer
        case 0x2C, 0x3A, 0x3B, 0x60C, 0x61B, 0x3001, 0xFF0C, 0xFF1A, 0xFF1B: self = .comma
        case 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: self = .newline
        case 0x30...0x39: self = .digit
        case 0x61...0x7A: self = .lowercase
        case 0x41...0x5A: self = .uppercase
        case 0x09, 0x20: self = .space
        case ..<0x80: self = .other
        default: self = Self.nonASCII(scalar)
        }
    }

    private static func nonASCII(_ scalar: UInt32) -> SentenceCharacter {
        guard let properties = Unicode.Scalar(scalar)?.properties else { return .other }
        if properties.isWhitespace { return .space }
        if properties.isLowercase { return .lowercase }
        if properties.isUppercase { return .uppercase }
        if properties.isAlphabetic { return .letter }
        return properties.numericType == .decimal ? .digit : .other
    }

    /// Whether it can end a sentence.
    var isStop: Bool {
        switch self {
        case .period, .ellipsis, .mark, .fullStop: true
        default: false
        }
    }

    var isWhitespace: Bool { self == .space || self == .newline }
}
