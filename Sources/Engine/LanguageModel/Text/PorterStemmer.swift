/// The stem of an English word, so that `calibrated` and `calibration` are the same term.
///
/// M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, doi:10.1108/eb046814, with the two
/// departures of the author's own program (`-logi` becomes `-log`, `-bli` becomes `-ble`). Words with other letters
/// than a…z are returned as they are, so that no other script and no number changes.
package struct PorterStemmer {
    private var word: [UInt8]

    /// - Parameter word: In lower case.
    /// - Complexity: O(length).
    package static func stem(_ word: String) -> String {
        guard word.utf8.count > 2, word.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) else {
            return word
        }
        var stemmer = PorterStemmer(word: Array(word.utf8))
        stemmer.removePlural()
        stemmer.removePastAndParticiple()
        stemmer.replaceFinalY()
        stemmer.replaceFirst(of: doubleSuffixes, minimumMeasure: 1)
        stemmer.replaceFirst(of: fullSuffixes, minimumMeasure: 1)
        stemmer.removeFirst(of: residualSuffixes)
        stemmer.removeFinalE()
        return String(decoding: stemmer.word, as: UTF8.self)
    }

    // MARK: The steps, in their order

    private mutating func removePlural() {
        if ends("sses") || ends("ies") {
            word.removeLast(2)
        } else if ends("s"), !ends("ss") {
            word.removeLast()
        }
    }

    private mutating func removePastAndParticiple() {
        if ends("eed") {
            if measure(before: 3) > 0 { word.removeLast() }
            return
        }
        guard let suffix = ["ed", "ing"].first(where: { ends($0) && hasVowel(before: $0.utf8.count) }) else { return }
        word.removeLast(suffix.utf8.count)
        if ends("at") || ends("bl") || ends("iz") {
            word.append(UInt8(ascii: "e"))
        } else if endsInDoubleConsonant, !ends("l"), !ends("s"), !ends("z") {
            word.removeLast()
        } else if measure(before: 0) == 1, isShort(before: 0) {
            word.append(UInt8(ascii: "e"))
        }
    }

    private mutating func replaceFinalY() {
        if ends("y"), hasVowel(before: 1) {
            word[word.count - 1] = UInt8(ascii: "i")
        }
    }

    private mutating func replaceFirst(of suffixes: [(String, String)], minimumMeasure: Int) {
        guard let (suffix, replacement) = suffixes.first(where: { ends($0.0) }) else { return }
        if measure(before: suffix.utf8.count) >= minimumMeasure {
            word.removeLast(suffix.utf8.count)
            word += replacement.utf8
        }
    }

    private mutating func removeFirst(of suffixes: [String]) {
        guard let suffix = suffixes.first(where: ends) else { return }
        let count = suffix.utf8.count
        guard measure(before: count) > 1 else { return }
        if suffix == "ion" {
            guard let before = word.dropLast(3).last, before == UInt8(ascii: "s") || before == UInt8(ascii: "t") else {
                return
            }
        }
        word.removeLast(count)
    }

    private mutating func removeFinalE() {
        if ends("e") {
            let measure = measure(before: 1)
            if measure > 1 || (measure == 1 && !isShort(before: 1)) { word.removeLast() }
        }
        if ends("ll"), measure(before: 1) > 1 { word.removeLast() }
    }

    // MARK: Conditions on the word without its last `count` letters

    private func ends(_ suffix: String) -> Bool {
        word.count > suffix.utf8.count && word.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    private func isConsonant(_ index: Int) -> Bool {
        switch word[index] {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): false
        case UInt8(ascii: "y"): index == 0 || !isConsonant(index - 1)
        default: true
        }
    }

    /// The paper's *m*: how often a vowel is followed by a consonant.
    private func measure(before count: Int) -> Int {
        let kinds = (0..<word.count - count).map(isConsonant)
        return zip(kinds, kinds.dropFirst()).count { !$0 && $1 }
    }

    private func hasVowel(before count: Int) -> Bool {
        !(0..<word.count - count).allSatisfy(isConsonant)
    }

    private var endsInDoubleConsonant: Bool {
        word.count > 1 && word[word.count - 1] == word[word.count - 2] && isConsonant(word.count - 1)
    }

    /// The paper's *\*o*: consonant, vowel, consonant, the last not w, x or y.
    private func isShort(before count: Int) -> Bool {
        let end = word.count - count
        guard end > 2, isConsonant(end - 1), !isConsonant(end - 2), isConsonant(end - 3) else { return false }
        return ![UInt8(ascii: "w"), UInt8(ascii: "x"), UInt8(ascii: "y")].contains(word[end - 1])
    }

    // MARK: Suffixes; of two that fit, the longer stands first

    private static let doubleSuffixes = [
        ("ational", "ate"), ("ization", "ize"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"),
        ("tional", "tion"), ("biliti", "ble"), ("entli", "ent"), ("ousli", "ous"), ("ation", "ate"), ("alism", "al"),
        ("aliti", "al"), ("iviti", "ive"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("alli", "al"),
        ("ator", "ate"), ("logi", "log"), ("bli", "ble"), ("eli", "e"),
    ]
    private static let fullSuffixes = [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ness", ""), ("ful", ""),
    ]
    private static let residualSuffixes = [
        "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion",
        "al", "er", "ic", "ou",
    ]
}
