/// What the paragraph styles of a Word document mean for its structure (ECMA-376 part 1, section 17.7).
struct DOCXStyles {
    struct Style {
        var name = ""
        var parent: String?
        /// 0…8 for outline levels, 9 for body text.
        var outlineLevel: Int?
        var numbering = DOCXNumbering.Reference()
    }

    private var styles: [String: Style] = [:]

    init() {}

    init(_ reader: XMLPullReader) throws(ExtractionError) {
        var styles: [String: Style] = [:]
        try reader.readRoot { _ throws(ExtractionError) in
            try reader.forEachChild { name throws(ExtractionError) in
                guard name == "w:style", let identifier = reader.attribute("styleId") else { return }
                styles[identifier] = try Self.style(reader)
            }
        }
        self.styles = styles
    }

    /// The heading level that a style gives its paragraphs, 1…6; nil for body text.
    func headingLevel(_ identifier: String) -> Int? {
        for (identifier, style) in chain(identifier) {
            if let level = Self.headingLevel(named: style.name) ?? Self.headingLevel(named: identifier) { return level }
            if let level = style.outlineLevel { return level < 9 ? min(level + 1, 6) : nil }
        }
        return Self.headingLevel(named: identifier)
    }

    /// True for the style that Word calls "Title" and for styles based on it.
    func isTitle(_ identifier: String) -> Bool {
        if identifier == "Title" { return true }
        return chain(identifier).contains { $0.style.name.lowercased() == "title" }
    }

    /// The list that a style puts its paragraphs into.
    func numbering(_ identifier: String) -> DOCXNumbering.Reference {
        var reference = DOCXNumbering.Reference()
        for (_, style) in chain(identifier) {
            reference.list = reference.list ?? style.numbering.list
            reference.level = reference.level ?? style.numbering.level
        }
        return reference
    }

    /// A style and those that it is based on, nearest first; a loop ends the chain.
    private func chain(_ identifier: String) -> [(identifier: String, style: Style)] {
        var chain: [(identifier: String, style: Style)] = []
        var next: String? = identifier
        while let current = next, let style = styles[current], chain.count < 20 {
            chain.append((current, style))
            next = style.parent
        }
        return chain
    }

    private static func style(_ reader: XMLPullReader) throws(ExtractionError) -> Style {
        var style = Style()
        try reader.forEachChild { name throws(ExtractionError) in
            switch name {
            case "w:name": style.name = reader.attribute("val") ?? ""
            case "w:basedOn": style.parent = reader.attribute("val")
            case "w:pPr":
                try reader.forEachChild { name throws(ExtractionError) in
                    if name == "w:outlineLvl" { style.outlineLevel = reader.attribute("val").flatMap(Int.init) }
                    if name == "w:numPr" { style.numbering = try DOCXNumbering.Reference(reader) }
                }
            default: break
            }
        }
        return style
    }

    /// Word keeps the English names of its built-in styles in files of every language.
    private static func headingLevel(named name: String) -> Int? {
        let name = name.lowercased().filter { $0 != " " }
        guard name.hasPrefix("heading"), let level = Int(name.dropFirst("heading".count)) else { return nil }
        return 1...9 ~= level ? min(level, 6) : nil
    }
}
