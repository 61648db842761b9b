/// The last look at a text before it is shown: no marker may come together from its parts.
///
/// Taking a marker out can make a new one of what stood around it: `[[9]2]` without its inner marker is `[2]`. Whatever
/// bracket would close such a marker is left out, so that the only markers in the output are those that were put there
/// by `append(marker:)`.
struct OutputGuard {
    /// Everything that was let through.
    private(set) var text = ""
    /// What has come since the last opening bracket; nil when none is open.
    private var open: String.UnicodeScalarView?

    /// - Returns: The text as it may be shown.
    mutating func append(_ piece: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in piece.unicodeScalars where lets(scalar) {
            shown.append(scalar)
        }
        let result = String(shown)
        text += result
        return result
    }

    /// Shows a citation of a passage that was given.
    mutating func append(marker number: Int) -> String {
        let marker = "[\(number)]"
        open = nil
        text += marker
        return marker
    }

    private mutating func lets(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.closingBracket != nil {
            open = String.UnicodeScalarView()
            return true
        }
        guard let content = open else { return true }
        if scalar.isClosingBracket {
            let formsMarker = CitationMarker(content: String(content)) != nil
            open = formsMarker ? content : nil
            return !formsMarker
        }
        open?.append(scalar)
        return true
    }
}
