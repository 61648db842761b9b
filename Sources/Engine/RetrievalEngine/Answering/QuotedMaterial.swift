import Foundation
import Tokenization

/// A message that brings the text it is about, taken apart: what is asked, and the text.
///
/// The ways in which people set a text apart, the clearer first: a code fence; a line such as `Text:`; a colon on the first
/// line; quotation marks around several words; a short first or last line; a question before or after sentences that are
/// none.
package struct QuotedMaterial: Sendable, Equatable {
    /// What is to be done with the text; empty when the message has nothing but the text.
    package private(set) var instruction: String
    /// The text, without white space at its ends.
    package private(set) var text: String
    /// The question that is asked about the text.
    package private(set) var question: String?
    /// Whether the message sets the text apart; otherwise it only has a question and further sentences.
    package private(set) var isSetApart = true

    /// - Returns: Nil when the message brings no text, or nothing but questions.
    /// - Complexity: O(characters).
    package init?(_ message: String) {
        let message = message.trimmingCharacters(in: .whitespacesAndNewlines)
        let parts =
            Self.fenced(in: message) ?? Self.labeled(in: message) ?? Self.behindColon(in: message)
            ?? Self.quoted(in: message) ?? Self.apartByLines(in: message)
        if let parts {
            self = parts
        } else {
            self.init(instruction: "", text: message)
            isSetApart = false
        }
        separateQuestion()
        guard isSetApart || question != nil, text.sentences.contains(where: { !$0.isQuestion }) else { return nil }
    }

    private init(instruction: some StringProtocol, text: some StringProtocol, question: String? = nil) {
        self.instruction = instruction.trimmingCharacters(in: .whitespacesAndNewlines)
        self.text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        self.question = question
    }

    /// As `init(instruction:text:)`; nil for a text without letters and digits.
    private static func parts(instruction: some StringProtocol, text: some StringProtocol) -> Self? {
        let parts = Self(instruction: instruction, text: text)
        return parts.text.contains { $0.isLetter || $0.isNumber } ? parts : nil
    }

    /// Finds the question in the instruction, or at the beginning or end of the text.
    private mutating func separateQuestion() {
        let asked = instruction.sentences.last(where: \.isQuestion).map(String.init)
        question = question ?? asked ?? (instruction.beginsWithQuestionWord ? instruction : nil)
        guard question == nil else { return }
        let sentences = text.sentences
        guard sentences.count > 1, let first = sentences.first, let last = sentences.last else { return }
        if first.isQuestion {
            question = String(first)
            text = text[first.endIndex...].trimmingCharacters(in: .whitespacesAndNewlines)
        } else if last.isQuestion, sentences.count > 2 || !isSetApart {
            question = String(last)
            text = text[..<last.startIndex].trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }
}

// MARK: - The ways to set a text apart

extension QuotedMaterial {
    /// The most characters of a line or clause that is an instruction.
    private static let maximumInstructionLength = 200

    /// Between two fences, or from the only one on; what follows the first on its line is the name of a language.
    private static func fenced(in message: String) -> Self? {
        guard let opening = message.firstRange(of: "```") else { return nil }
        let rest = message[opening.upperBound...]
        let closing = rest.firstRange(of: "```")
        var inside = rest[..<(closing?.lowerBound ?? rest.endIndex)]
        if let lineEnd = inside.firstIndex(where: \.isNewline), !inside[..<lineEnd].contains(" ") {
            inside = inside[lineEnd...]
        }
        let after = closing.map { rest[$0.upperBound...] } ?? ""
        return parts(instruction: "\(message[..<opening.lowerBound])\n\(after)", text: inside)
    }

    /// Behind `Text:` at the beginning of a line, to the next label; a question stands behind `Question:`.
    private static func labeled(in message: String) -> Self? {
        let lines = message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let labels = lines.map(\.label)
        guard let place = labels.firstIndex(where: { textLabels.contains($0 ?? "") }), place > 0,
            message.distance(from: message.startIndex, to: lines[place].startIndex) <= 5 * maximumInstructionLength
        else { return nil }
        let rest = lines[(place + 1)...]
        let next = rest.indices.first { otherLabels.contains(labels[$0] ?? "") }
        let text = message[lines[place].behindLabel..<(next.map { lines[$0].startIndex } ?? message.endIndex)]
        let after = next.map { message[lines[$0].startIndex...] } ?? ""
        guard var parts = parts(instruction: "\(message[..<lines[place].startIndex])\n\(after)", text: text)
        else { return nil }
        if let asking = lines.indices.first(where: { labels[$0] == "question" }) {
            let question = lines[asking][lines[asking].behindLabel...]
            parts.question = question.trimmingCharacters(in: .whitespaces)
        }
        return parts
    }

    private static let textLabels: Set = ["text", "context", "passage", "article", "document", "content", "input"]
    private static let otherLabels: Set = [
        "question", "answer", "instruction", "task", "output", "response", "summary",
    ]

    /// Behind a colon on the first line. After other sentences, what follows it must be long: many texts have a colon.
    private static func behindColon(in message: String) -> Self? {
        let line = message.prefix { !$0.isNewline }.prefix(maximumInstructionLength)
        guard let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" || openingMarks.contains($0) }),
            line[colon] == ":" || line[colon] == "：", colon > line.startIndex
        else { return nil }
        let text = message[message.index(after: colon)...]
        guard text.first.map({ !$0.isNumber && $0 != "/" }) == true,
            let parts = parts(instruction: line[..<colon], text: text.trimmingQuotationMarks)
        else { return nil }
        return parts.instruction.sentences.count == 1 || parts.text.sentences.count > 1 ? parts : nil
    }

    /// Between the first opening and the last closing mark, if that is more than a name or an expression.
    private static func quoted(in message: String) -> Self? {
        guard let opening = message.firstIndex(where: openingMarks.contains),
            let closing = message.lastIndex(where: closingMarks(for: message[opening]).contains), opening < closing
        else { return nil }
        let text = message[message.index(after: opening)..<closing]
        guard text.split(whereSeparator: \.isWhitespace).count >= 5 else { return nil }
        return parts(instruction: "\(message[..<opening])\n\(message[message.index(after: closing)...])", text: text)
    }

    static let openingMarks: Set<Character> = ["\"", "“", "«", "„"]

    static func closingMarks(for opening: Character) -> Set<Character> {
        switch opening {
        case "“": ["”"]
        case "«": ["»"]
        case "„": ["“", "”"]
        default: ["\""]
        }
    }

    /// Behind a short first line, or before a short last one.
    private static func apartByLines(in message: String) -> Self? {
        guard let firstEnd = message.firstIndex(where: \.isNewline),
            let lastEnd = message.lastIndex(where: \.isNewline)
        else { return nil }
        let (first, last) = (message[..<firstEnd], message[lastEnd...])
        if first.count <= maximumInstructionLength {
            return parts(instruction: first, text: message[firstEnd...])
        }
        return last.count <= maximumInstructionLength ? parts(instruction: last, text: message[..<lastEnd]) : nil
    }
}

// MARK: - Parts of a text

extension StringProtocol where SubSequence == Substring {
    /// The sentences in order.
    var sentences: [Substring] {
        let text = self[...]
        return SentenceSegmenter().sentences(in: String(text)).map { range in
            let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
            return text[start..<text.utf8.index(start, offsetBy: range.count)]
        }
    }

    /// Whether a question mark is its last character, but for closing marks.
    fileprivate var isQuestion: Bool {
        reversed().first { !"\"'”’»)]*_".contains($0) }.map { "?？؟".contains($0) } ?? false
    }

    fileprivate var beginsWithQuestionWord: Bool {
        let word = prefix { $0.isLetter }.lowercased()
        return ["who", "whom", "whose", "what", "which", "when", "where", "why", "how"].contains(word)
    }

    /// The text without the pair of quotation marks that is all around it.
    fileprivate var trimmingQuotationMarks: Substring {
        let text = self[...].trimming(while: \.isWhitespace)
        guard let first = text.first, let last = text.last, text.count > 1, QuotedMaterial.openingMarks.contains(first),
            QuotedMaterial.closingMarks(for: first).contains(last)
        else { return text }
        return text.dropFirst().dropLast()
    }

    private func trimming(while isDropped: (Character) -> Bool) -> Substring {
        guard let last = lastIndex(where: { !isDropped($0) }) else { return self[endIndex...] }
        return self[...last].drop(while: isDropped)
    }
}

extension Substring {
    /// The word before the colon with which a line begins, in lower case and the singular.
    fileprivate var label: String? {
        let word = trimmingCharacters(in: .whitespaces).prefix(13).prefix { $0 != ":" }
        guard word.count <= 12, behindLabel < endIndex || last == ":" else { return nil }
        let name = word.trimmingCharacters(in: CharacterSet(charactersIn: "*# ")).lowercased()
        return name.hasSuffix("s") ? String(name.dropLast()) : name
    }

    /// The place behind the first colon; the end when there is none.
    fileprivate var behindLabel: Index {
        firstIndex(of: ":").map { index(after: $0) } ?? endIndex
    }
}
