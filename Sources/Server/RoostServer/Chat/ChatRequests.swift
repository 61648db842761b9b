import DocumentStore
import RetrievalEngine

/// The body of `stream`.
struct ChatStreamRequest: Sendable {
    var model: String
    /// At least one is the user's.
    var messages: [SessionMessage]
    var temperature: Double
    /// Nil to leave it to the server.
    var maximumTokenCount: Int?
    var isStreamed: Bool
    /// Nil for a new session.
    var sessionNumber: Int64?

    /// - Throws: ``ValidationError``.
    init(_ body: JSONValue) throws(ValidationError) {
        var reader = try FieldReader(body)
        let model = reader.required("model", as: .modelName)
        let messages = reader.required("messages", as: .conversation)
        temperature = (reader.optional("temperature", as: .nullable(.number(in: 0...2))) ?? nil) ?? 0.7
        maximumTokenCount = reader.optional("max_tokens", as: .nullable(.integer(in: 1...Int.max))) ?? nil
        isStreamed = (reader.optional("stream", as: .nullable(.boolean)) ?? nil) ?? true
        sessionNumber = reader.optional("session_id", as: .nullable(.storedNumber)) ?? nil
        guard let model, let messages, reader.issues.isEmpty else { throw reader.failure }
        self.model = model
        self.messages = messages
    }
}

/// The body of `switch-model`.
struct ModelSwitch: Sendable {
    var sessionNumber: Int64
    var model: String

    /// - Throws: ``ValidationError``.
    init(_ body: JSONValue) throws(ValidationError) {
        var reader = try FieldReader(body)
        let number = reader.required("session_id", as: .storedNumber)
        let model = reader.required("model", as: .modelName)
        guard let number, let model, reader.issues.isEmpty else { throw reader.failure }
        sessionNumber = number
        self.model = model
    }
}

/// The body with which a session is made before anything is said in it.
struct SessionCreation: Sendable {
    var model: String

    /// - Throws: ``ValidationError``.
    init(_ body: JSONValue) throws(ValidationError) {
        var reader = try FieldReader(body)
        guard let model = reader.required("model", as: .modelName) else { throw reader.failure }
        self.model = model
    }
}

extension LaxType where Value == Int64 {
    /// The number of something that is stored. An integer that nothing can have, however long it is, is 0.
    static var storedNumber: Self {
        let integer = LaxType<Int>.integer
        return Self { value, location, issues in
            if value.isLongInteger { return 0 }
            return integer.convert(value, location, &issues).map(Int64.init)
        }
    }

    /// The same, written in digits alone but for a minus, as in a path.
    static var digits: Self {
        let number = storedNumber
        return Self { value, location, issues in
            let digits = value.stringValue.map { $0.hasPrefix("-") ? $0.dropFirst() : $0[...] } ?? ""
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                issues.append(
                    .init(
                        type: "int_parsing",
                        location: location,
                        message: "Input should be a valid integer, unable to parse string as an integer",
                        input: value
                    )
                )
                return nil
            }
            return number.convert(value, location, &issues)
        }
    }
}

extension JSONValue {
    /// Whether it is an integer, or a text that is one, of more than 64 bits.
    fileprivate var isLongInteger: Bool {
        switch self {
        case .number(let number): return number.rounded() == number && Int64(exactly: number) == nil
        case .string(let text):
            let text = text.trimmed
            let digits = text.first.map { "+-".contains($0) } == true ? text.dropFirst() : text[...]
            return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) } && Int64(text) == nil
        default: return false
        }
    }
}

extension LaxType where Value == [SessionMessage] {
    /// Messages of which one can be answered.
    static var conversation: Self {
        let list = LaxType.nonEmptyList(of: .message)
        return Self { value, location, issues in
            guard let messages = list.convert(value, location, &issues) else { return nil }
            guard let question = messages.lastIndex(where: { $0.role == .user }) else {
                issues.append(.unusable(value, at: location, "at least one message must have the role 'user'"))
                return nil
            }
            guard messages[question].content.contains(where: { !$0.isWhitespace }) else {
                let place = location + [.index(question), "content"]
                issues.append(.unusable(.string(messages[question].content), at: place, "the user's message is empty"))
                return nil
            }
            return messages
        }
    }
}

extension LaxType where Value == SessionMessage {
    static var message: Self {
        Self { value, location, issues in
            do throws(ValidationError) {
                var reader = try FieldReader(value, at: location)
                let role = reader.required("role", as: .role)
                let content = reader.required("content", as: .storableText)
                issues += reader.issues
                guard let role, let content else { return nil }
                return SessionMessage(role, content)
            } catch {
                issues += error.issues
                return nil
            }
        }
    }
}

extension LaxType where Value == SessionMessage.Role {
    fileprivate static var role: Self {
        Self { (value) throws(Mismatch) in
            guard let role = value.stringValue.flatMap(SessionMessage.Role.init) else {
                let names = SessionMessage.Role.allCases.map { "'\($0.rawValue)'" }
                let expected = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
                throw Mismatch(
                    type: "enum",
                    message: "Input should be \(expected)",
                    context: ["expected": .string(expected)]
                )
            }
            return role
        }
    }
}

extension LaxType where Value == String {
    /// The name of a model: 1 to 50 characters.
    static var modelName: Self {
        let (name, short) = (name, string(upTo: 50))
        return Self { value, location, issues in
            name.convert(value, location, &issues).flatMap { short.convert(.string($0), location, &issues) }
        }
    }

    /// A string that the store can keep: without NUL characters.
    static var storableText: Self {
        let string = LaxType.string
        return Self { value, location, issues in
            guard let text = string.convert(value, location, &issues) else { return nil }
            guard !text.utf8.contains(0) else {
                issues.append(.unusable(value, at: location, "a text holds no NUL character"))
                return nil
            }
            return text
        }
    }
}
