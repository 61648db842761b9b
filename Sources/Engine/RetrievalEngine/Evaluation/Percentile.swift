extension [Double] {
    /// What so many in a hundred of the values are at most: the nearest rank, and the higher one of two medians.
    ///
    /// - Parameter percent: 1 to 100.
    /// - Precondition: There are values.
    func percentile(_ percent: Int) -> Double {
        sorted()[percent == 50 ? count / 2 : (count * percent + 99) / 100 - 1]
    }
}
