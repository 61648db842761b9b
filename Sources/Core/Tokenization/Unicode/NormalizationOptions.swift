/// The options of the reference's `BertNormalizer`.
struct NormalizationOptions: Sendable, Hashable {
    /// Remove control characters and make every white space a plain one.
    var cleansText: Bool
    /// Make every Chinese character a word.
    var separatesIdeographs: Bool
    /// Remove the nonspacing marks of the canonical decomposition.
    var stripsAccents: Bool
    /// Lower-case each scalar by itself: a capital sigma always becomes σ.
    var lowercases: Bool

    /// - Parameter stripsAccents: nil means the same as `lowercases`, as in the reference.
    init(
        cleansText: Bool = true,
        separatesIdeographs: Bool = true,
        stripsAccents: Bool? = nil,
        lowercases: Bool = true
    ) {
        self.cleansText = cleansText
        self.separatesIdeographs = separatesIdeographs
        self.stripsAccents = stripsAccents ?? lowercases
        self.lowercases = lowercases
    }
}
