extension [Double] {
    /// What so many in a hundred of the values are at most.
    ///
    /// - Precondition: There are values.
    func percentile(_ percent: Int) -> Double {
        let sorted = sorted()
        // The median is the higher one of two.
        return sorted[percent == 50 ? count / 2 : (count - 1) * percent / 100]
    }
}
