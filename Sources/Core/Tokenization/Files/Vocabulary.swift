/// Tokens by id and ids by token.
///
/// Tokens are bytes, because strings of Swift are equal when they are canonically equivalent, and tokens must not be.
struct Vocabulary: Sendable {
    private(set) var tokens: [[UInt8]]
    private(set) var ids: [[UInt8]: Int32]
    private let file: String

    var count: Int { tokens.count }

    /// Reads an object of tokens and ids, which must be 0 to one less than their count, each once, in any order.
    init(_ field: JSONField) throws(TokenizerError) {
        let members = try field.members()
        file = field.file
        tokens = [[UInt8]](repeating: [], count: members.count)
        ids = Dictionary(minimumCapacity: members.count)
        for member in members {
            let value = JSONField(value: member.value, path: "\(field.path).\(member.name)", file: file)
            let id = try value.count()
            guard Int(id) < tokens.count, tokens[Int(id)].isEmpty else {
                throw value.invalid("an id below \(tokens.count) that no other token has")
            }
            try add(Array(member.name.utf8), id: id, line: nil)
        }
    }

    /// Reads `vocab.txt`: one token a line, the first with the id 0; lines end with LF or CR LF.
    init(_ file: ModelFile) throws(TokenizerError) {
        guard String(validating: file.bytes, as: UTF8.self) != nil else {
            throw TokenizerError(.malformedFile, file: file.name, "expected UTF-8, found other bytes")
        }
        self.file = file.name
        var lines = file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        tokens = [[UInt8]](repeating: [], count: lines.count)
        ids = Dictionary(minimumCapacity: lines.count)
        for (index, line) in lines.enumerated() {
            try add(Array(line.last == 0x0D ? line.dropLast() : line), id: Int32(index), line: index + 1)
        }
    }

    private mutating func add(_ token: [UInt8], id: Int32, line: Int?) throws(TokenizerError) {
        guard !token.isEmpty else {
            throw TokenizerError(.invalidVocabulary, file: file, line: line, "expected a token, found an empty one")
        }
        if let earlier = ids.updateValue(id, forKey: token) {
            let text = String(decoding: token, as: UTF8.self)
            throw TokenizerError(
                .invalidVocabulary,
                file: file,
                line: line,
                "expected each token once, found \"\(text)\" with the ids \(earlier) and \(id)"
            )
        }
        tokens[Int(id)] = token
    }

    /// The id of a token that has to be there.
    func id(of token: String) throws(TokenizerError) -> Int32 {
        guard let id = ids[Array(token.utf8)] else {
            throw TokenizerError(
                .missingToken,
                file: file,
                "expected the special token \"\(token)\" in the vocabulary, found \(count) other tokens"
            )
        }
        return id
    }
}

extension JSONField {
    fileprivate func invalid(_ expected: String) -> TokenizerError {
        TokenizerError(.invalidVocabulary, file: file, "expected \(expected) as \(path), found \(value.kind)")
    }
}
