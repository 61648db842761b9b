extension CountedText {
    /// The text up to the end of the last sentence within the limit, a line of a table and a record counting as
    /// sentences; empty when not even the first one fits.
    ///
    /// - Complexity: O(bytes · log sentences).
    package func cutAtSentenceEnd(toTokenCount limit: Int, counter: Counter) -> CountedText {
        guard tokenCount > limit else { return self }
        let ends = StatementUnit.units(of: text).map(\.utf8Range.upperBound)
        var best = CountedText("", counter: { _ in 0 })
        // The first end that may not fit, by bisection: counts grow with the text.
        var (low, high) = (0, ends.count)
        while low < high {
            let middle = low + (high - low) / 2
            let beginning = CountedText(text.slice(atUTF8: 0..<ends[middle]), counter: counter)
            if beginning.tokenCount <= limit {
                best = beginning
                low = middle + 1
            } else {
                high = middle
            }
        }
        return best
    }
}
