extension String {
    /// The text for a place in HTML between tags or in a quoted attribute.
    var escapedForHTML: String {
        reduce(into: "") { text, character in
            switch character {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.append(character)
            }
        }
    }

    /// The paragraphs of a description, with its code spans, as HTML.
    var paragraphs: String {
        split(separator: "\n\n").map { paragraph in
            let text = String(paragraph).escapedForHTML.replacing(/`([^`]*)`/) { "<code>\($0.1)</code>" }
            return "<p>\(text)</p>"
        }.joined()
    }
}
