import RetrievalEngine

extension LaxType where Value == [String: JSONValue] {
    static var object: Self {
        Self { (value) throws(Mismatch) in
            guard case .object(let members) = value else {
                throw Mismatch(type: "dict_type", message: "Input should be a valid dictionary")
            }
            return members
        }
    }
}

extension LaxType where Value == JSONValue {
    /// Every value.
    static var any: Self {
        Self { value, _, _ in value }
    }
}

extension LaxType {
    /// A list of values of another type; each one that does not fit is an issue of its own.
    static func list<Member>(of member: LaxType<Member>) -> Self where Value == [Member] {
        Self { value, location, issues in
            guard case .array(let elements) = value else {
                issues.append(
                    .init(type: "list_type", location: location, message: "Input should be a valid list", input: value)
                )
                return nil
            }
            let members = elements.enumerated().compactMap { index, element in
                member.convert(element, location + [.index(index)], &issues)
            }
            return members.count == elements.count ? members : nil
        }
    }

    /// A list of at least one value of another type.
    static func nonEmptyList<Member>(of member: LaxType<Member>) -> Self where Value == [Member] {
        let list = list(of: member)
        return Self { value, location, issues in
            let members = list.convert(value, location, &issues)
            guard members?.isEmpty == true else { return members }
            issues.append(
                .init(
                    type: "too_short",
                    location: location,
                    message: "List should have at least 1 item after validation, not 0",
                    input: value,
                    context: ["min_length": .integer(1), "actual_length": .integer(0), "field_type": .string("List")]
                )
            )
            return nil
        }
    }

    /// A value of another type, or null.
    static func nullable<Wrapped>(_ wrapped: LaxType<Wrapped>) -> Self where Value == Wrapped? {
        Self { value, location, issues in
            if case .null = value { return .some(nil) }
            return wrapped.convert(value, location, &issues).map(Optional.some)
        }
    }
}
