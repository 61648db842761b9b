import RetrievalEngine

extension Schema {
    /// Every value.
    static let any = Schema([:])
    static let null = Schema(["type": "null"])
    static let boolean = Schema(["type": "boolean"])
    static let string = Schema(["type": "string"])
    static let integer = Schema(["type": "integer"])
    static let number = Schema(["type": "number"])
    /// Bytes in Base64.
    static let base64 = string.setting("contentEncoding", to: "base64")
    /// A file of a form.
    static let file = string.setting("format", to: "binary")
    static let uuid = string.setting("format", to: "uuid")

    /// A string that can be stored: without NUL characters.
    static let storedText = string.withoutNUL
    /// A time as answers have it, to the second.
    static let timestamp = string(matching: #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"#)
    /// A date, or a date with a time.
    static let dateOrTime = Schema.either(
        string.setting("format", to: "date-time"),
        string.setting("format", to: "date")
    )

    /// The string with no NUL characters in it.
    var withoutNUL: Schema { setting("pattern", to: #"^[^\u0000]*$"#) }

    /// A string of so many Unicode characters.
    static func string(length: ClosedRange<Int>) -> Schema {
        string
            .setting("minLength", to: .integer(Int64(length.lowerBound)))
            .setting("maxLength", to: .integer(Int64(length.upperBound)))
    }

    /// A string in which a regular expression of ECMA-262 finds something.
    static func string(matching pattern: String) -> Schema {
        string.setting("pattern", to: .string(pattern))
    }

    static func integer(in range: ClosedRange<Int>) -> Schema {
        integer(from: range.lowerBound).setting("maximum", to: .integer(Int64(range.upperBound)))
    }

    static func integer(from minimum: Int) -> Schema {
        integer.setting("minimum", to: .integer(Int64(minimum)))
    }

    static func number(in range: ClosedRange<Double>) -> Schema {
        number.setting("minimum", to: .number(range.lowerBound)).setting("maximum", to: .number(range.upperBound))
    }
}

// MARK: - Choices

extension Schema {
    /// Exactly this string.
    static func constant(_ value: String) -> Schema {
        string.setting("enum", to: .array([.string(value)]))
    }

    /// Exactly this integer.
    static func constant(_ value: Int) -> Schema {
        integer.setting("enum", to: .array([.integer(Int64(value))]))
    }

    /// One of these strings.
    static func enumeration(_ values: [String]) -> Schema {
        string.setting("enum", to: .array(values.map(JSONValue.string)))
    }

    /// A value of at least one of these schemas.
    static func either(_ schemas: Schema...) -> Schema {
        Schema(["anyOf": .array(schemas.map(\.json))], of: schemas)
    }

    /// The schema, or null.
    var orNull: Schema { .either(self, .null) }
}

// MARK: - Compounds

extension Schema {
    /// - Parameter minimumCount: The least number of elements.
    static func array(of element: Schema, minimumCount: Int = 0) -> Schema {
        let array = Schema(["type": "array", "items": element.json], of: [element])
        return minimumCount > 0 ? array.setting("minItems", to: .integer(Int64(minimumCount))) : array
    }

    /// An object.
    ///
    /// - Parameters:
    ///   - required: The members that are always there.
    ///   - optional: The members that may be left out.
    ///   - others: What all further members are; nil when there are none that one could rely on.
    static func object(
        required: [String: Schema] = [:],
        optional: [String: Schema] = [:],
        others: Schema? = nil
    ) -> Schema {
        let members = required.merging(optional) { _, _ in preconditionFailure("a member is required and optional") }
        var keywords: [String: JSONValue] = ["type": "object"]
        if !members.isEmpty {
            keywords["properties"] = .object(members.mapValues(\.json))
        }
        if !required.isEmpty {
            keywords["required"] = .array(required.keys.sorted().map(JSONValue.string))
        }
        if let others {
            keywords["additionalProperties"] = others.allowsAll ? true : others.json
        }
        return Schema(keywords, of: Array(members.values) + [others].compactMap(\.self))
    }

    /// An object whose members all have values of one schema, whatever their names.
    static func map(of value: Schema) -> Schema {
        object(others: value)
    }

    /// The schema with more said about some members that it has.
    func narrowed(_ members: [String: Schema]) -> Schema {
        let narrower: JSONValue = ["properties": .object(members.mapValues(\.json))]
        return Schema(["allOf": [json, narrower]], of: Array(members.values) + [self])
    }
}
