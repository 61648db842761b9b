import RetrievalEngine

/// Types of the Assistants API, whose texts promise more than pydantic's lax mode keeps: no text is a number, no number
/// a truth value.
enum StrictType {
    /// A string of so many Unicode scalars.
    ///
    /// What is stored holds no NUL.
    static func string(lengths: ClosedRange<Int>) -> LaxType<String> {
        let string = LaxType<String>.string(upTo: lengths.upperBound)
        return LaxType { value, location, issues in
            guard let text = string.convert(value, location, &issues) else { return nil }
            guard text.unicodeScalars.count >= lengths.lowerBound else {
                let noun = lengths.lowerBound == 1 ? "character" : "characters"
                issues.append(
                    .init(
                        type: "string_too_short",
                        location: location,
                        message: "String should have at least \(lengths.lowerBound) \(noun)",
                        input: value
                    )
                )
                return nil
            }
            guard !text.utf8.contains(0) else {
                issues.append(.unusable(value, at: location, "the text holds a NUL character"))
                return nil
            }
            return text
        }
    }

    /// A number from one integer to another, inclusive.
    static func number(in range: ClosedRange<Int>) -> LaxType<Double> {
        LaxType(scalar: { (value) throws(LaxType<Double>.Mismatch) in
            let number: Double
            switch value {
            case .integer(let integer): number = Double(integer)
            case .number(let given): number = given
            default: throw .init(type: "float_type", message: "Input should be a valid number")
            }
            guard number >= Double(range.lowerBound) else {
                let message = "Input should be greater than or equal to \(range.lowerBound)"
                throw .init(type: "greater_than_equal", message: message)
            }
            guard number <= Double(range.upperBound) else {
                throw .init(
                    type: "less_than_equal",
                    message: "Input should be less than or equal to \(range.upperBound)"
                )
            }
            // -0 is 0.
            return number == 0 ? 0 : number
        })
    }

    static var boolean: LaxType<Bool> {
        LaxType(scalar: { (value) throws(LaxType<Bool>.Mismatch) in
            guard case .bool(let flag) = value else {
                throw .init(type: "bool_type", message: "Input should be a valid boolean")
            }
            return flag
        })
    }

    /// One of an enumeration's strings.
    static func choice<Choice: RawRepresentable<String> & CaseIterable>(_ type: Choice.Type) -> LaxType<Choice> {
        LaxType(scalar: { (value) throws(LaxType<Choice>.Mismatch) in
            guard let choice = value.stringValue.flatMap(Choice.init(rawValue:)) else {
                throw .init(type: "enum", message: "Input should be \(quotedNames(of: type))")
            }
            return choice
        })
    }

    /// `'a', 'b' or 'c'`.
    private static func quotedNames<Choice: RawRepresentable<String> & CaseIterable>(of type: Choice.Type) -> String {
        let names = type.allCases.map { "'\($0.rawValue)'" }
        let last = names.suffix(1)
        return (names.count > 1 ? [names.dropLast().joined(separator: ", ")] + last : Array(last))
            .joined(separator: " or ")
    }
}
