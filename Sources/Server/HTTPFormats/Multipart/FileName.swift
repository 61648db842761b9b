/// Makes the names of files that clients send safe to show and to store.
enum FileName {
    /// The name without folders, of whatever system, without characters that cannot be seen, and without blanks at its
    /// ends; empty when nothing is left, or only the name of a folder itself.
    ///
    /// It works on scalars, since a combining character after a slash would hide the slash in one `Character`.
    static func lastComponent(of path: String) -> String {
        let visible = path.unicodeScalars.filter { !isInvisible($0) }
        let component = visible.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }.last ?? []
        let end = component.lastIndex { !$0.properties.isWhitespace }.map { component.index(after: $0) }
        let trimmed = component[..<(end ?? component.startIndex)].drop { $0.properties.isWhitespace }
        let name = String(String.UnicodeScalarView(trimmed))
        return name == "." || name == ".." ? "" : name
    }

    /// Control characters, line separators, and those that turn the direction of writing, with which `fdp.exe` can be
    /// made to look like `exe.pdf` (Unicode Technical Report 36, section 2.10.2). The joiners within emoji stay.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        }
    }
}
