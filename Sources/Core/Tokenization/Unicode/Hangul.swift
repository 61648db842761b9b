/// The decomposition of Hangul syllables by arithmetic (The Unicode Standard, section 3.12).
enum Hangul {
    static let firstSyllable: UInt32 = 0xAC00
    static let lastSyllable: UInt32 = 0xD7A3

    /// The leading consonant, vowel and, unless nil, trailing consonant of a syllable.
    static func jamo(of syllable: UInt32) -> (leading: UInt32, vowel: UInt32, trailing: UInt32?) {
        let vowelCount: UInt32 = 21
        let trailingCount: UInt32 = 28
        let index = syllable - firstSyllable
        let trailing = index % trailingCount
        return (
            leading: 0x1100 + index / (vowelCount * trailingCount),
            vowel: 0x1161 + index / trailingCount % vowelCount,
            trailing: trailing == 0 ? nil : 0x11A7 + trailing
        )
    }
}
