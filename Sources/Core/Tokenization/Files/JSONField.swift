/// A value inside a JSON file that knows its place, so that errors can name it.
struct JSONField: Sendable {
    let value: JSONValue
    /// Names and indices from the root, such as `model.vocab`.
    let path: String
    let file: String

    /// The member with this name; nil when it is absent or null.
    subscript(name: String) -> JSONField? {
        guard let member = value[name], member != .null else { return nil }
        return JSONField(value: member, path: path.isEmpty ? name : "\(path).\(name)", file: file)
    }

    /// The member with this name.
    func required(_ name: String) throws(TokenizerError) -> JSONField {
        guard let member = self[name] else {
            let place = path.isEmpty ? name : "\(path).\(name)"
            throw TokenizerError(.malformedFile, file: file, "expected the field \(place), found none")
        }
        return member
    }

    func string() throws(TokenizerError) -> String {
        guard case .string(let text) = value else { throw failure("a string") }
        return text
    }

    func boolean() throws(TokenizerError) -> Bool {
        guard case .boolean(let value) = value else { throw failure("true or false") }
        return value
    }

    /// A whole number from 0 that fits 32 bits.
    func count() throws(TokenizerError) -> Int32 {
        guard case .number(let text) = value, let number = Int32(text), number >= 0 else {
            throw failure("a whole number from 0 to \(Int32.max)")
        }
        return number
    }

    func elements() throws(TokenizerError) -> [JSONField] {
        guard case .array(let values) = value else { throw failure("an array") }
        return values.enumerated().map { JSONField(value: $1, path: "\(path)[\($0)]", file: file) }
    }

    func members() throws(TokenizerError) -> [JSONValue.Member] {
        guard case .object(let members) = value else { throw failure("an object") }
        return members
    }

    /// Checks that the member `type` has one of the supported values.
    func requireType(_ supported: String...) throws(TokenizerError) {
        let type = try required("type").string()
        guard supported.contains(type) else {
            let names = supported.joined(separator: " or ")
            throw TokenizerError(.unsupported, file: file, "expected \(names) as \(path).type, found \(type)")
        }
    }

    func failure(_ expected: String) -> TokenizerError {
        TokenizerError(
            .malformedFile,
            file: file,
            "expected \(expected) as \(path.isEmpty ? "the whole" : path), found \(value.kind)"
        )
    }
}
