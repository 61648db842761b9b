/// Finds texts that say nothing that an earlier one does not say: copies, versions that differ in white space or a few
/// words, and parts of it.
///
/// A text is a near-duplicate of an earlier one when the earlier one contains at least 0.9 of its shingles of four words
/// (`WordShingles`), and every number that it has: what differs in a price or a date is no duplicate. Containment takes
/// the place of resemblance, which is never larger: a text that has more to say than an earlier one stays.
package struct NearDuplicates: Sendable {
    /// How much of a text must stand in an earlier one. One word in another place changes four shingles, so that of a text
    /// of fifty words one word may differ.
    package static let containment = 0.9

    private var distinct: [(place: Int, shingles: WordShingles)] = []
    private var count = 0

    package init() {}

    /// Takes the next text.
    ///
    /// - Returns: The place, from 0, of the first earlier text that says all that this one does, itself no duplicate;
    ///   nil when there is none.
    /// - Complexity: O(bytes + shingles · distinct texts so far).
    package mutating func original(of text: String) -> Int? {
        defer { count += 1 }
        let shingles = WordShingles(text)
        let original = distinct.first { earlier in
            shingles.containment(in: earlier.shingles) >= Self.containment
                && shingles.hasAllNumerals(in: earlier.shingles)
        }
        if original == nil { distinct.append((count, shingles)) }
        return original?.place
    }
}
