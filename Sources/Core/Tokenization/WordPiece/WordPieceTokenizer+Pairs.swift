extension WordPieceTokenizer {
    /// How many tokens `encodePair` adds to those of the texts.
    package var specialTokenCountOfPairs: Int { 3 }

    /// The tokens of "[CLS] first [SEP] second [SEP]", of which "second [SEP]" is segment 1.
    ///
    /// Of a pair that is too long, tokens are dropped from the ends of the texts, equal in result to the reference's
    /// "longest_first" (Hugging Face `tokenizers` 0.23, `truncate_encodings`): a text of up to half the room stays
    /// whole and the other gets the rest; else both get half, and the odd token goes to the longer text, to the second
    /// if they are equal.
    ///
    /// - Parameter maximumTokenCount: Of the result, the three special tokens included.
    /// - Precondition: `maximumTokenCount >= specialTokenCountOfPairs`.
    /// - Complexity: O(bytes that give `maximumTokenCount` tokens), but O(bytes) where both texts alone are too long and
    ///   the room is odd.
    package func encodePair(_ first: String, _ second: String, maximumTokenCount: Int) -> TokenSequence {
        precondition(
            maximumTokenCount >= specialTokenCountOfPairs,
            "maximumTokenCount is \(maximumTokenCount), less than the \(specialTokenCountOfPairs) special tokens"
        )
        let room = maximumTokenCount - specialTokenCountOfPairs
        let firstIDs = tokenIDs(of: first, maximumCount: room)
        let secondIDs = tokenIDs(of: second, maximumCount: room)
        var counts = (first: firstIDs.count, second: secondIDs.count)
        if !room.isMultiple(of: 2), counts == (room, room) {
            // Which text is the longer one cannot be seen from their beginnings.
            counts = (tokenCount(first), tokenCount(second))
        }
        let kept = Self.keptCounts(of: counts, room: room)
        let head = [classificationTokenID] + firstIDs.prefix(kept.first) + [separatorTokenID]
        return TokenSequence(
            head + secondIDs.prefix(kept.second) + [separatorTokenID],
            secondSegmentStart: head.count
        )
    }

    /// How many tokens of each text stay.
    private static func keptCounts(of counts: (first: Int, second: Int), room: Int) -> (first: Int, second: Int) {
        let shorter = min(counts.first, counts.second)
        guard counts.first + counts.second > room else { return counts }
        // The longer text's part; the shorter one's is the rest.
        let longerPart = max(room - shorter, room - room / 2)
        return counts.first > counts.second ? (longerPart, room - longerPart) : (room - longerPart, longerPart)
    }
}
