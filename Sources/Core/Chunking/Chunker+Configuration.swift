extension Chunker {
    /// The sizes of chunks, all in tokens of the encoder.
    ///
    /// The defaults come from `roost eval DIR --chunking --mode dense --precision fp32`: 472 questions to five corpora
    /// (Smith & Troynikov 2024, "Evaluating Chunking Strategies for Retrieval"), all-MiniLM-L6-v2, the five nearest chunks,
    /// in characters:
    ///
    /// | target / overlap | chunks | mean tokens | recall | precision | IoU |
    /// | --- | --- | --- | --- | --- | --- |
    /// | 96 / 0 | 3148 | 102 | 0.764 | 0.087 | 0.086 |
    /// | 128 / 0 | 2378 | 135 | 0.779 | 0.068 | 0.067 |
    /// | 192 / 0 | 1770 | 181 | 0.804 | 0.054 | 0.054 |
    ///
    /// Larger chunks cover more because more is retrieved. For equally much text 96 covers most: 7 chunks of it (713
    /// tokens) 0.810, 5 of 128 (673) 0.779; 10 (1018) 0.858, 5 of 192 (903) 0.804; 13 (1323) 0.876, 10 of 128 (1346)
    /// 0.872. With earlier boundary costs, 64 had recall 0.694, against 0.744 for 96, and 0.792 with 10 chunks (681
    /// tokens), against 0.807 with 7 of 96; and an overlap of 32 changed the recall of 128 by 0.001.
    package struct Configuration: Sendable, Equatable {
        /// The most tokens that the encoder reads, its special tokens included.
        package var maximumTokenCount: Int
        /// The size that chunks of a longer text get close to, headings in front not counted.
        package var targetTokenCount: Int
        /// The most that a chunk repeats of the one before it: whole sentences from its end, never across a heading.
        package var overlapTokenCount: Int
        /// The most that headings in front of the text may take up in `embeddingText`; outer ones are left out first.
        package var headingTokenCount: Int

        /// - Precondition: 1 ≤ `targetTokenCount`; 0 ≤ `overlapTokenCount` < `targetTokenCount`; what remains of
        ///   `maximumTokenCount` after `headingTokenCount` and two special tokens is at least `targetTokenCount`.
        package init(
            maximumTokenCount: Int = 256,
            targetTokenCount: Int = 96,
            overlapTokenCount: Int = 0,
            headingTokenCount: Int = 48
        ) {
            precondition(
                targetTokenCount >= 1 && headingTokenCount >= 0
                    && maximumTokenCount - headingTokenCount - 2 >= targetTokenCount,
                "a target of \(targetTokenCount) and headings of \(headingTokenCount) do not fit \(maximumTokenCount)"
            )
            precondition(
                (0..<targetTokenCount).contains(overlapTokenCount),
                "an overlap of \(overlapTokenCount) does not suit a target of \(targetTokenCount)"
            )
            self.maximumTokenCount = maximumTokenCount
            self.targetTokenCount = targetTokenCount
            self.overlapTokenCount = overlapTokenCount
            self.headingTokenCount = headingTokenCount
        }

        /// The default sizes; for an encoder that reads less than these need, smaller ones in the same proportion.
        ///
        /// - Precondition: `maximumTokenCount` is at least 3: one token beside two special ones.
        package static func fitting(_ maximumTokenCount: Int) -> Self {
            let standard = Self()
            let room = maximumTokenCount - 2
            let headings = min(standard.headingTokenCount, room / 3)
            return Self(
                maximumTokenCount: maximumTokenCount,
                targetTokenCount: min(standard.targetTokenCount, room - headings),
                headingTokenCount: headings
            )
        }
    }
}
