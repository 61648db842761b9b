/// A sentence of a passage, a row of a table, or a record in it, that may answer.
struct Statement: Sendable {
    enum Kind: Sendable {
        case sentence
        /// A line without a full stop at its end that stands over what follows.
        case heading
        /// A row of a table, or a line of a long record.
        case row
        /// Lines `name: value` that describe one thing.
        case record
    }

    /// The passage it stands in, an index into the passages.
    var passage: Int
    /// Its place in the passage's text.
    var utf8Range: Range<Int>
    var kind: Kind
    var text: String
    var words: [Word]
    var terms: Set<String>
    /// What a reader sees over it: the heading, the first row of its table.
    var context: [String]
    var contextTerms: Set<String>

    /// Not continued by its neighbours.
    var standsAlone: Bool { kind == .row || kind == .record }
}

extension Statement {
    /// The statements of some passages in order.
    ///
    /// - Complexity: O(bytes).
    static func statements(of passages: [String]) -> [Statement] {
        passages.enumerated().flatMap { statements(of: $1, passage: $0) }
    }

    private static func statements(of text: String, passage: Int) -> [Statement] {
        var statements: [Statement] = []
        var (heading, header): (Statement?, Statement?)
        for unit in StatementUnit.units(of: text) {
            let context = [heading, unit.kind == .row ? header : nil].compactMap(\.self)
            let statement = Statement(unit, of: text, passage: passage, context: context)
            statements.append(statement)
            switch unit.kind {
            case .heading: (heading, header) = (statement, nil)
            case .row: header = header ?? statement
            case .sentence, .record: header = nil
            }
        }
        return statements
    }

    private init(_ unit: StatementUnit, of text: String, passage: Int, context: [Statement]) {
        let slice = text.slice(atUTF8: unit.utf8Range)
        let words = Word.words(of: slice)
        self.init(
            passage: passage,
            utf8Range: unit.utf8Range,
            kind: unit.kind,
            text: slice,
            words: words,
            terms: Set(words.flatMap(\.terms)),
            context: context.map(\.text),
            contextTerms: context.reduce(into: []) { $0.formUnion($1.terms) }
        )
    }

    /// What is embedded for it: a row means nothing without its heading and the names of its columns.
    var embeddedText: String {
        kind == .row ? (context + [text]).joined(separator: "\n") : text
    }
}
