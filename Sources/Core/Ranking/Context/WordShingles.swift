/// The runs of neighbouring words of a text, as a set: what tells near-duplicates (Broder 1997, "On the resemblance and
/// containment of documents", doi:10.1109/SEQUEN.1997.666900).
///
/// Upper and lower case are the same, punctuation and white space do not count, and each character of a script without
/// spaces between words is a word. All shingles are kept, not a sample; they are hashed to 64 bits, so that
/// for two passages the probability is about 10⁻¹⁵ that two different ones are taken for the same.
package struct WordShingles: Sendable, Equatable {
    private let hashes: Set<Int>
    /// The words with a digit in them: numbers, dates, identifiers.
    private let numerals: Set<String>

    /// - Parameter size: Words of a shingle, at least 1; a text of fewer words is one shingle.
    /// - Complexity: O(bytes · `size`).
    package init(_ text: String, size: Int = 4) {
        precondition(size >= 1, "a shingle has at least one word, got \(size)")
        let words = ShingleWords.words(of: text)
        let count = Swift.max(1, words.count - size + 1)
        hashes = words.isEmpty ? [] : Set((0..<count).map { words[$0..<Swift.min(words.count, $0 + size)].hashValue })
        numerals = Set(words.filter { $0.unicodeScalars.contains(where: \.isNumeral) })
    }

    /// How many shingles there are.
    package var count: Int { hashes.count }

    /// The share of the shingles of either that are in both, in [0, 1] (Jaccard); 1 for two texts without words.
    package func resemblance(to other: WordShingles) -> Double {
        let common = commonCount(with: other)
        let all = count + other.count - common
        return all == 0 ? 1 : Double(common) / Double(all)
    }

    /// The share of these shingles that are in the other, in [0, 1]; 1 for a text without words.
    package func containment(in other: WordShingles) -> Double {
        count == 0 ? 1 : Double(commonCount(with: other)) / Double(count)
    }

    /// The cosine of the two sets, in [0, 1]: common shingles by the geometric mean of their numbers.
    package func cosine(to other: WordShingles) -> Double {
        let product = Double(count) * Double(other.count)
        return product == 0 ? 0 : Double(commonCount(with: other)) / product.squareRoot()
    }

    /// Whether every word with a digit in it is in the other text too.
    package func hasAllNumerals(in other: WordShingles) -> Bool {
        numerals.isSubset(of: other.numerals)
    }

    private func commonCount(with other: WordShingles) -> Int {
        let (small, large) = count <= other.count ? (hashes, other.hashes) : (other.hashes, hashes)
        return small.count { large.contains($0) }
    }
}

/// Cuts a text into words.
private enum ShingleWords {
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func end() {
            if !word.isEmpty { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x30...0x39, 0x61...0x7A: word.append(scalar)
            case 0x41...0x5A: word.append(Unicode.Scalar(UInt8(scalar.value | 0x20)))
            case ..<0x80: end()
            case _ where scalar.isWrittenWithoutSpaces:
                end()
                words.append(String(scalar))
            case _ where scalar.properties.isAlphabetic || scalar.isNumeral:
                word.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            // A combining mark belongs to its letter.
            case _ where scalar.properties.canonicalCombiningClass != .notReordered: word.append(scalar)
            default: end()
            }
        }
        end()
        return words
    }
}

extension Unicode.Scalar {
    fileprivate var isNumeral: Bool {
        isASCII ? (0x30...0x39).contains(value) : properties.numericType != nil
    }
}
