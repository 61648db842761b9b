import RetrievalEngine

/// Reads the fields of a JSON object and collects everything that is wrong with them, so that one answer names it all.
///
/// Fields that nobody asks for are ignored.
struct FieldReader {
    private let members: [String: JSONValue]
    private let location: [ValidationError.Element]
    private(set) var issues: [ValidationError.Issue] = []

    /// - Throws: ``ValidationError`` when `value` is no object.
    init(_ value: JSONValue, at location: [ValidationError.Element] = ["body"]) throws(ValidationError) {
        guard case .object(let members) = value else {
            throw ValidationError([
                .init(
                    type: "model_attributes_type",
                    location: location,
                    message: "Input should be a valid dictionary or object to extract fields from",
                    input: value
                )
            ])
        }
        self.init(members: members, at: location)
    }

    init(members: [String: JSONValue], at location: [ValidationError.Element]) {
        self.members = members
        self.location = location
    }

    /// The value of a field that must be there; nil, and an issue noted, when it is not or does not fit.
    mutating func required<Value>(_ name: String, as type: LaxType<Value>) -> Value? {
        guard let value = members[name] else {
            issues.append(.missing(at: location + [.name(name)], in: .object(members)))
            return nil
        }
        return type.convert(value, location + [.name(name)], &issues)
    }

    /// The value of a field that may be left out; nil when it is, or when it does not fit, which is noted.
    mutating func optional<Value>(_ name: String, as type: LaxType<Value>) -> Value? {
        members[name].flatMap { type.convert($0, location + [.name(name)], &issues) }
    }

    /// Takes over the value of a field when it is there and fits.
    mutating func update<Value>(_ value: inout Value, from name: String, as type: LaxType<Value>) {
        if let new = optional(name, as: type) {
            value = new
        }
    }

    /// Reads the fields of an object inside this one with `read`; nil, and an issue noted, when it is missing or none.
    mutating func nested<Value>(_ name: String, _ read: (inout FieldReader) -> Value?) -> Value? {
        guard let value = members[name] else {
            issues.append(.missing(at: location + [.name(name)], in: .object(members)))
            return nil
        }
        do throws(ValidationError) {
            var reader = try FieldReader(value, at: location + [.name(name)])
            let result = read(&reader)
            issues += reader.issues
            return result
        } catch {
            issues += error.issues
            return nil
        }
    }

    /// Adds what is wrong with an object that was read by itself.
    mutating func note(_ others: [ValidationError.Issue]) {
        issues += others
    }

    /// Everything that is wrong so far, as an error.
    var failure: ValidationError { ValidationError(issues) }
}
