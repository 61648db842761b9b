package import RetrievalEngine

/// What is wrong with a request's parts, rendered as status 422 with the body that FastAPI clients know:
/// `{"detail":[{"type":…,"loc":[…],"msg":…,"input":…}]}`.
package struct ValidationError: Error, Sendable {
    /// One mismatch.
    package struct Issue: Sendable, Equatable {
        /// The kind of mismatch, by pydantic's name for it.
        package var type: String
        /// Where it is: the part of the request, then the way to the value.
        package var location: [Element]
        package var message: String
        /// The value that does not fit.
        package var input: JSONValue
        /// What the message was made with, such as the limit that was passed.
        package var context: [String: JSONValue]?
    }

    /// A step on the way to a value.
    package enum Element: Sendable, Equatable {
        case name(String)
        case index(Int)
    }

    package var issues: [Issue]

    package init(_ issues: [Issue]) {
        self.issues = issues
    }
}

extension ValidationError.Issue {
    /// A value that is not there.
    static func missing(at location: [ValidationError.Element], in parent: JSONValue) -> Self {
        Self(type: "missing", location: location, message: "Field required", input: parent)
    }

    /// A value of the right type that cannot be used.
    static func unusable(_ value: JSONValue, at location: [ValidationError.Element], _ reason: String) -> Self {
        Self(type: "value_error", location: location, message: "Value error, \(reason)", input: value)
    }

    /// A body that is not JSON.
    static func malformedJSON(_ error: JSONParser.SyntaxError) -> Self {
        Self(
            type: "json_invalid",
            location: [.name("body"), .index(error.byteOffset)],
            message: "JSON decode error",
            input: .object([:]),
            context: ["error": .string(error.reason)]
        )
    }

    /// The issue as a member of `detail`.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "type": .string(type),
            "loc": .array(location.map(\.json)),
            "msg": .string(message),
            "input": input.abbreviated(),
        ]
        members["ctx"] = context.map(JSONValue.object)
        return .object(members)
    }
}

extension ValidationError.Element {
    /// The step as a member of `loc`.
    var json: JSONValue {
        switch self {
        case .name(let name): .string(name)
        case .index(let index): .integer(Int64(index))
        }
    }
}

extension ValidationError.Element: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) {
        self = .name(value)
    }
}

extension JSONValue {
    /// The value with its long parts left out, so that an answer does not repeat a large body.
    fileprivate func abbreviated(depth: Int = 4) -> JSONValue {
        switch self {
        case .string(let text) where text.utf8.count > 200:
            .string(String(text.prefix(200)) + "…")
        case .array(let elements):
            .array(depth == 0 ? [] : elements.prefix(20).map { $0.abbreviated(depth: depth - 1) })
        case .object(let members):
            .object(
                depth == 0
                    ? [:]
                    : Dictionary(
                        uniqueKeysWithValues: members.sorted { $0.key < $1.key }.prefix(20)
                            .map { ($0.key, $0.value.abbreviated(depth: depth - 1)) }
                    )
            )
        default: self
        }
    }
}
