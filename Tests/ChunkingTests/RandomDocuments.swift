import Chunking
import TestSupport

/// Makes documents of many scripts with headings, pages, tables, long words and odd white space.
struct RandomDocuments {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    private static let words = [
        "the", "retrieval", "of", "passages", "Paris", "e\u{301}te\u{301}", "naïve", "1,234.5", "don't", "[MASK]",
        "检索增强生成", "東京は夜", "البحث", "עברית", "поиск", "ภาษาไทยไม่เว้นวรรค", "हिन्दी", "각한국어", "👩‍👩‍👧‍👦", "🇫🇷🇩🇪",
        "👍🏽", "a\u{300}\u{301}\u{302}", "\u{200B}", "\u{1}", "x\u{FE0F}", "e=mc²", "<unk>", "…", " \u{301}",
        "\u{1100}\u{1161}\u{11A8}",
    ]
    private static let ends = [".", "!", "?", "。", "؟", "…", ":", "", "\n"]
    private static let spaces = [" ", "  ", "\u{A0}", "\n", "\t", "\u{2003}", " ", " ", " "]

    mutating func next() -> StructuredText {
        var text = ""
        var headings: [StructuredText.Heading] = []
        var pageStarts: [Int] = [0]
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            if Bool.random(using: &generator) {
                let title = sentence(wordCount: Int.random(in: 1...6, using: &generator))
                let level = Int.random(in: 1...6, using: &generator)
                headings.append(.init(level: level, title: title, utf8Offset: text.utf8.count))
                text += title + "\n"
            }
            text += block() + (Bool.random(using: &generator) ? "\n\n" : "\n")
            if Bool.random(using: &generator) { pageStarts.append(text.utf8.count) }
        }
        let ends = pageStarts.dropFirst() + [text.utf8.count]
        let pages = zip(pageStarts, ends).enumerated().map { position, page in
            StructuredText.Page(number: position + 1, utf8Range: page.0..<page.1)
        }
        let title = Bool.random(using: &generator) ? "A title of the document" : nil
        return StructuredText(text: text, title: title, pages: pages, headings: headings)
    }

    private mutating func block() -> String {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: table()
        case 1: longWord()
        case 2: String(repeating: Self.spaces.randomElement(using: &generator) ?? " ", count: 50)
        default: paragraph()
        }
    }

    private mutating func paragraph() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            text += sentence(wordCount: Int.random(in: 1...25, using: &generator))
            text += Self.ends.randomElement(using: &generator) ?? "."
            text += Self.spaces.randomElement(using: &generator) ?? " "
        }
        return text
    }

    private mutating func sentence(wordCount: Int) -> String {
        var text = ""
        for _ in 0..<wordCount {
            text += Self.words.randomElement(using: &generator) ?? ""
            text += Self.spaces.randomElement(using: &generator) ?? " "
        }
        return text
    }

    private mutating func table() -> String {
        (0..<Int.random(in: 1...5, using: &generator)).map { _ in
            let cells = sentence(wordCount: Int.random(in: 1...200, using: &generator)).split(separator: " ")
            return cells.joined(separator: " | ")
        }.joined(separator: "\n")
    }

    private mutating func longWord() -> String {
        let unit = Self.words.randomElement(using: &generator) ?? "x"
        return String(repeating: unit, count: Int.random(in: 1...2000, using: &generator))
    }
}
