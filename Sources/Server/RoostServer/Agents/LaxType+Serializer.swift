import RetrievalEngine

/// Values as Django REST framework's serializer fields read them, with their messages, which clients of the API know.
extension LaxType where Value == String {
    /// A text that is not blank; white space at its ends is cut off. Numbers are taken as their digits.
    ///
    /// - Parameter maximumLength: Unicode scalars, as Python counts them.
    static func characters(upTo maximumLength: Int = .max) -> Self {
        Self { (value) throws(Mismatch) in
            let text: String
            switch value {
            case .string(let string): text = string.trimmed
            case .integer(let number): text = String(number)
            case .number(let number): text = String(number)
            case .null: throw Mismatch(type: "null", message: "This field may not be null.")
            default: throw Mismatch(type: "invalid", message: "Not a valid string.")
            }
            guard !text.isEmpty else { throw Mismatch(type: "blank", message: "This field may not be blank.") }
            guard !text.contains("\0") else {
                throw Mismatch(type: "null_characters", message: "Null characters are not allowed.")
            }
            guard text.utf8.count <= maximumLength || text.unicodeScalars.count <= maximumLength else {
                throw Mismatch(
                    type: "max_length",
                    message: "Ensure this field has no more than \(maximumLength) characters."
                )
            }
            return text
        }
    }

    /// A UUID; comes out in lower case with its hyphens.
    static var uuid: Self {
        Self { (value) throws(Mismatch) in
            if case .null = value { throw Mismatch(type: "null", message: "This field may not be null.") }
            guard let uuid = value.stringValue.flatMap({ UUIDText.canonical($0.trimmed) }) else {
                throw Mismatch(type: "invalid", message: "Must be a valid UUID.")
            }
            return uuid
        }
    }

    /// One of some names.
    static func choice(of names: [String]) -> Self {
        Self { (value) throws(Mismatch) in
            if case .null = value { throw Mismatch(type: "null", message: "This field may not be null.") }
            guard let name = value.stringValue, names.contains(name) else {
                throw Mismatch(type: "invalid_choice", message: "\"\(value.shown)\" is not a valid choice.")
            }
            return name
        }
    }
}

extension JSONValue {
    /// The value as a message may show it.
    fileprivate var shown: String {
        switch self {
        case .string(let text): String(text.prefix(100))
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .bool(let flag): flag ? "True" : "False"
        case .null: "None"
        case .array: "list"
        case .object: "dict"
        }
    }
}
