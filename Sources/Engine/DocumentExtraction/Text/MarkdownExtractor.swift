import Chunking

/// Finds the headings of Markdown; the text itself stays as it is written.
///
/// Block structure follows CommonMark 0.31.2 as far as headings need it: ATX headings (section 4.2), setext headings
/// (4.3), and the places where neither can be: fenced code (4.5), indented code (4.4), HTML comments (4.6), and YAML
/// front matter, which is no part of CommonMark.
struct MarkdownExtractor {
    /// - Complexity: O(n).
    func content(of text: String) -> StructuredText {
        var scanner = MarkdownScanner()
        var offset = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            scanner.read(line, offset: offset)
            offset += line.utf8.count + 1
        }
        let title = scanner.frontMatterTitle ?? scanner.headings.first { $0.level == 1 }?.title
        return StructuredText(text: text, title: title, headings: scanner.headings)
    }
}

/// Reads Markdown line by line.
private struct MarkdownScanner {
    private enum Block {
        case frontMatter
        case fence(marker: Character, count: Int)
        case comment
    }

    /// Also bounds the work of the regular expressions in `plainTitle`, which grows with the square of the length.
    private static let longestTitleByteCount = 1000

    private(set) var headings: [StructuredText.Heading] = []
    private(set) var frontMatterTitle: String?
    private var block: Block?
    /// The lines of the paragraph that a setext underline would turn into a heading, and where it starts.
    private var paragraph: [Substring] = []
    private var paragraphOffset = 0

    mutating func read(_ line: Substring, offset: Int) {
        if let block {
            readInside(block, line: line)
        } else if offset == 0, line.trimmed == "---" {
            block = .frontMatter
        } else {
            readOutside(line, offset: offset)
        }
    }

    private mutating func readInside(_ block: Block, line: Substring) {
        let content = line.trimmed
        switch block {
        case .frontMatter:
            if content == "---" || content == "..." { self.block = nil }
            if content.hasPrefix("title:"), !line.hasPrefix(" ") {
                let value = content.dropFirst("title:".count).trimmed
                frontMatterTitle = String(value.trimmingQuotes)
            }
        case .fence(let marker, let count):
            let run = content.prefix { $0 == marker }.count
            if run >= count, run == content.count, line.indentation < 4 { self.block = nil }
        case .comment:
            if line.contains("-->") { self.block = nil }
        }
    }

    private mutating func readOutside(_ line: Substring, offset: Int) {
        let content = line.trimmed
        if content.isEmpty {
            paragraph = []
        } else if line.indentation >= 4 {
            if !paragraph.isEmpty { paragraph.append(content) }
        } else if let fence = fence(content) {
            block = fence
            paragraph = []
        } else if content.hasPrefix("<!--") {
            if !content.contains("-->") { block = .comment }
            paragraph = []
        } else if let (level, title) = atxHeading(content) {
            appendHeading(title, level: level, offset: offset)
            paragraph = []
        } else if let level = underlineLevel(content), !paragraph.isEmpty {
            appendHeading(paragraph.joined(separator: " ")[...], level: level, offset: paragraphOffset)
            paragraph = []
        } else if canStartParagraph(content) {
            if paragraph.isEmpty { paragraphOffset = offset }
            paragraph.append(content)
        } else {
            paragraph = []
        }
    }

    private func fence(_ content: Substring) -> Block? {
        guard let marker = content.first, marker == "`" || marker == "~" else { return nil }
        let count = content.prefix { $0 == marker }.count
        let info = content.dropFirst(count)
        return count >= 3 && !(marker == "`" && info.contains("`")) ? .fence(marker: marker, count: count) : nil
    }

    private func atxHeading(_ content: Substring) -> (level: Int, title: Substring)? {
        let level = content.prefix { $0 == "#" }.count
        let rest = content.dropFirst(level)
        guard 1...6 ~= level, rest.first.map(\.isWhitespace) ?? true else { return nil }
        var title = rest.trimmed
        let withoutClosing = title.dropLast(title.reversed().prefix { $0 == "#" }.count)
        if withoutClosing.last.map(\.isWhitespace) ?? true { title = withoutClosing.trimmed }
        return (level, title)
    }

    /// Notes a heading; empty ones and lines longer than any title are left out.
    private mutating func appendHeading(_ source: Substring, level: Int, offset: Int) {
        guard source.utf8.count <= Self.longestTitleByteCount else { return }
        let title = plainTitle(source)
        if !title.isEmpty { headings.append(.init(level: level, title: title, utf8Offset: offset)) }
    }

    private func underlineLevel(_ content: Substring) -> Int? {
        if content.allSatisfy({ $0 == "=" }) { return 1 }
        return content.allSatisfy { $0 == "-" } ? 2 : nil
    }

    /// False for lines of lists, quotes and tables and for thematic breaks.
    private func canStartParagraph(_ content: Substring) -> Bool {
        guard let first = content.first else { return false }
        if ">|<".contains(first) { return false }
        if "-*+".contains(first), content.dropFirst().first.map(\.isWhitespace) ?? true { return !paragraph.isEmpty }
        if content.count >= 3, "-*_".contains(first), content.allSatisfy({ $0 == first || $0 == " " }) { return false }
        let afterNumber = content.drop { $0.isNumber }
        let isItem = first.isNumber && ".)".contains(afterNumber.first ?? " ")
        return !isItem || !paragraph.isEmpty
    }

    /// A heading's words without emphasis, code marks and link targets.
    private func plainTitle(_ title: Substring) -> String {
        String(title).replacing(/!?\[([^\]]*)\]\([^)]*\)/) { $0.1 }
            .replacing(/[*`]+/, with: "")
            .replacing(/\b_+|_+\b/, with: "")
            .collapsingWhiteSpace()
    }
}

extension Substring {
    /// Without white space at either end.
    fileprivate var trimmed: Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    /// The columns of white space at the start, a tab reaching to the next multiple of four.
    fileprivate var indentation: Int {
        var column = 0
        for character in self {
            if character == " " {
                column += 1
            } else if character == "\t" {
                column += 4 - column % 4
            } else {
                break
            }
        }
        return column
    }

    fileprivate var trimmingQuotes: Substring {
        guard count >= 2, let first, first == last, "\"'".contains(first) else { return self }
        return dropFirst().dropLast()
    }
}
