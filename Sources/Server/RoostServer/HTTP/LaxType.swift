import RetrievalEngine

/// How a JSON value becomes a Swift value, as lax as pydantic 2 is (its conversion table, lax mode): `"7"` and `10.0` are
/// integers, `"0.5"` is a number, `"yes"` and `1` are true.
struct LaxType<Value> {
    /// A value that does not fit: pydantic's name of the mismatch, the message and what it was made with.
    struct Mismatch: Error {
        var type: String
        var message: String
        var context: [String: JSONValue]?
    }

    /// Converts a value, or appends what is wrong with it, under its location, and returns nil.
    let convert: (JSONValue, _ location: [ValidationError.Element], inout [ValidationError.Issue]) -> Value?

    init(
        _ convert: @escaping (JSONValue, _ location: [ValidationError.Element], inout [ValidationError.Issue]) -> Value?
    ) {
        self.convert = convert
    }

    /// A type whose values are converted in one step.
    init(scalar convert: @escaping (JSONValue) throws(Mismatch) -> Value) {
        self.init { value, location, issues in
            do throws(Mismatch) {
                return try convert(value)
            } catch {
                issues.append(
                    ValidationError.Issue(
                        type: error.type,
                        location: location,
                        message: error.message,
                        input: value,
                        context: error.context
                    )
                )
                return nil
            }
        }
    }
}

// MARK: - Scalars

extension LaxType where Value == String {
    static var string: Self { string(upTo: .max) }

    /// A string of at most `maximumLength` Unicode scalars, as Python counts them.
    static func string(upTo maximumLength: Int) -> Self {
        Self { (value) throws(Mismatch) in
            guard case .string(let string) = value else {
                throw Mismatch(type: "string_type", message: "Input should be a valid string")
            }
            guard string.utf8.count <= maximumLength || string.unicodeScalars.count <= maximumLength else {
                throw Mismatch(
                    type: "string_too_long",
                    message: "String should have at most \(maximumLength) characters",
                    context: ["max_length": .integer(Int64(maximumLength))]
                )
            }
            return string
        }
    }

    /// The name of something that is stored: 1 to 128 characters, no NUL among them.
    static var name: Self {
        let string = string(upTo: 128)
        return Self { value, location, issues in
            guard let name = string.convert(value, location, &issues) else { return nil }
            guard !name.isEmpty, !name.contains("\0") else {
                issues.append(
                    .init(
                        type: name.isEmpty ? "string_too_short" : "value_error",
                        location: location,
                        message: name.isEmpty
                            ? "String should have at least 1 character" : "Value error, a name holds no NUL character",
                        input: value
                    )
                )
                return nil
            }
            return name
        }
    }
}

extension LaxType where Value == Int {
    static var integer: Self { integer(in: Int.min...Int.max) }

    static func integer(in range: ClosedRange<Int>) -> Self {
        Self { (value) throws(Mismatch) in
            let integer = try parsed(value)
            try Mismatch.check(integer, in: range) { .integer(Int64($0)) }
            return integer
        }
    }

    private static func parsed(_ value: JSONValue) throws(Mismatch) -> Int {
        switch value {
        case .integer(let integer): return Int(integer)
        case .bool(let flag): return flag ? 1 : 0
        case .number(let number):
            guard let integer = Int(exactly: number) else {
                throw Mismatch(
                    type: "int_from_float",
                    message: "Input should be a valid integer, got a number with a fractional part"
                )
            }
            return integer
        case .string(let text):
            guard let integer = Int(text.trimmed) ?? text.decimalNumber.flatMap({ Int(exactly: $0) }) else {
                throw Mismatch(
                    type: "int_parsing",
                    message: "Input should be a valid integer, unable to parse string as an integer"
                )
            }
            return integer
        default: throw Mismatch(type: "int_type", message: "Input should be a valid integer")
        }
    }
}

extension LaxType where Value == Double {
    static func number(in range: ClosedRange<Double>) -> Self {
        Self { (value) throws(Mismatch) in
            let number = try parsed(value)
            guard number.isFinite else {
                throw Mismatch(type: "finite_number", message: "Input should be a finite number")
            }
            try Mismatch.check(number, in: range) { .number($0) }
            return number
        }
    }

    private static func parsed(_ value: JSONValue) throws(Mismatch) -> Double {
        switch value {
        case .integer(let integer): return Double(integer)
        case .number(let number): return number
        case .bool(let flag): return flag ? 1 : 0
        case .string(let text):
            guard let number = text.decimalNumber else {
                throw Mismatch(
                    type: "float_parsing",
                    message: "Input should be a valid number, unable to parse string as a number"
                )
            }
            return number
        default: throw Mismatch(type: "float_type", message: "Input should be a valid number")
        }
    }
}

extension LaxType where Value == Bool {
    static var boolean: Self {
        Self { (value) throws(Mismatch) in
            switch value {
            case .bool(let flag): return flag
            case .integer(0), .number(0): return false
            case .integer(1), .number(1): return true
            case .string(let text):
                if let flag = flag(text) { return flag }
            case .integer, .number: break
            default: throw Mismatch(type: "bool_type", message: "Input should be a valid boolean")
            }
            throw Mismatch(
                type: "bool_parsing",
                message: "Input should be a valid boolean, unable to interpret input"
            )
        }
    }

    private static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "1", "on", "t", "true", "y", "yes": true
        case "0", "off", "f", "false", "n", "no": false
        default: nil
        }
    }
}

extension LaxType.Mismatch {
    /// - Throws: The mismatch of a value that is outside its range.
    fileprivate static func check<Bound: Comparable>(
        _ value: Bound,
        in range: ClosedRange<Bound>,
        json: (Bound) -> JSONValue
    ) throws(Self) {
        if value < range.lowerBound {
            throw Self(
                type: "greater_than_equal",
                message: "Input should be greater than or equal to \(range.lowerBound)",
                context: ["ge": json(range.lowerBound)]
            )
        }
        if value > range.upperBound {
            throw Self(
                type: "less_than_equal",
                message: "Input should be less than or equal to \(range.upperBound)",
                context: ["le": json(range.upperBound)]
            )
        }
    }
}

extension String {
    /// The number that the text writes in decimal, or one of `inf` and `nan`; Swift alone reads hexadecimal as
    /// well, and stops at a NUL character.
    fileprivate var decimalNumber: Double? {
        contains { $0 == "x" || $0 == "X" || $0 == "\0" } ? nil : Double(trimmed)
    }

    /// The text without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
