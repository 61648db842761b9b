import RetrievalEngine

/// The most that the parts of a prompt may have, in Unicode scalars.
enum PromptLimits {
    static let title = 255
    static let content = 100_000
    static let scenario = 100
    static let description = 100_000
}

extension LaxType where Value == String {
    static var promptTitle: Self { text(1...PromptLimits.title) }
    static var promptContent: Self { text(1...PromptLimits.content) }
    static var promptScenario: Self { text(1...PromptLimits.scenario) }
    static var promptDescription: Self { text(0...PromptLimits.description) }

    /// A string of so many Unicode scalars, no NUL among them, which the database could not keep.
    ///
    /// - Parameter lengths: From 0 or 1.
    static func text(_ lengths: ClosedRange<Int> = 0...Int.max) -> Self {
        let string = string(upTo: lengths.upperBound)
        return Self { value, location, issues in
            guard let text = string.convert(value, location, &issues) else { return nil }
            guard !text.isEmpty || lengths.lowerBound == 0 else {
                issues.append(
                    .init(
                        type: "string_too_short",
                        location: location,
                        message: "String should have at least 1 character",
                        input: value,
                        context: ["min_length": 1]
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
}

extension LaxType where Value == [String: String] {
    /// Texts by name; numbers and truth values become the text that JSON has for them.
    static var promptVariables: Self {
        Self { value, location, issues in
            guard let members = LaxType<[String: JSONValue]>.object.convert(value, location, &issues) else {
                return nil
            }
            let texts = members.sorted { $0.key < $1.key }.compactMap { name, value in
                LaxType<String>.variable.convert(value, location + [.name(name)], &issues).map { (name, $0) }
            }
            return texts.count == members.count ? Dictionary(uniqueKeysWithValues: texts) : nil
        }
    }
}

extension LaxType where Value == String {
    fileprivate static var variable: Self {
        Self { (value) throws(Mismatch) in
            switch value {
            case .string(let text): return text
            case .integer(let number): return String(number)
            case .number(let number): return String(number)
            case .bool(let flag): return String(flag)
            case .null, .array, .object:
                throw Mismatch(type: "string_type", message: "Input should be a valid string")
            }
        }
    }
}
