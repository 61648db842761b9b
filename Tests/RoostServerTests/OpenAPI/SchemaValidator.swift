import Foundation
import RetrievalEngine

/// Compares values with the schemas of an OpenAPI document, as strictly as these can be read.
///
/// It knows the keywords of JSON Schema that Roost's document uses, and no value fits a schema with another one. An
/// object has the members that its schema names and no others, unless `additionalProperties` says otherwise.
struct SchemaValidator {
    let document: JSONValue

    /// What does not fit, each with its place; empty when all does.
    func mismatches(of value: JSONValue, with schema: JSONValue, at place: String = "$") -> [String] {
        guard case .object(let keywords) = schema else {
            return schema == true ? [] : ["\(place): the schema is \(schema)"]
        }
        var mismatches = keywords.flatMap { keyword, argument in
            check(value, keyword, argument, keywords, at: place)
        }
        if keywords["type"] == "object", keywords["additionalProperties"] == nil {
            mismatches += Self.unnamed(value, keywords).map { "\(place): there is a member \($0.key)" }
        }
        return mismatches
    }

    private func check(
        _ value: JSONValue,
        _ keyword: String,
        _ argument: JSONValue,
        _ keywords: [String: JSONValue],
        at place: String
    ) -> [String] {
        func expect(_ fits: Bool) -> [String] {
            fits ? [] : ["\(place): \(value) is against \(keyword) \(argument)"]
        }
        switch keyword {
        case "description", "default", "contentEncoding", "x-event-schema": return []
        case "$ref": return mismatches(of: value, with: resolved(argument), at: place)
        case "type": return expect(Self.types(of: value).contains(argument))
        case "enum": return expect(argument.elements.contains(value))
        case "minimum": return expect(value.double.map { $0 >= argument.double ?? .infinity } ?? true)
        case "maximum": return expect(value.double.map { $0 <= argument.double ?? -.infinity } ?? true)
        case "minLength": return expect((value.stringValue?.unicodeScalars.count ?? .max) >= argument.count)
        case "maxLength": return expect((value.stringValue?.unicodeScalars.count ?? 0) <= argument.count)
        case "pattern": return expect(Self.matches(value, argument))
        case "format": return expect(argument == "uuid" && UUID(uuidString: value.stringValue ?? "") != nil)
        case "minItems": return expect(value.elements.count >= argument.count)
        case "items":
            return value.elements.enumerated().flatMap { mismatches(of: $1, with: argument, at: "\(place)[\($0)]") }
        case "required": return expect(argument.elements.allSatisfy { value[$0.stringValue ?? ""] != nil })
        case "properties":
            return value.members.flatMap { name, member in
                argument[name].map { mismatches(of: member, with: $0, at: "\(place).\(name)") } ?? []
            }
        case "additionalProperties":
            return Self.unnamed(value, keywords)
                .flatMap { mismatches(of: $0.value, with: argument, at: "\(place).\($0.key)") }
        case "allOf": return argument.elements.flatMap { mismatches(of: value, with: $0, at: place) }
        case "anyOf":
            let attempts = argument.elements.map { mismatches(of: value, with: $0, at: place) }
            return attempts.contains([]) ? [] : attempts.min { $0.count < $1.count } ?? expect(false)
        default: return ["\(place): the schema has the keyword \(keyword)"]
        }
    }

    /// The schema that a reference stands for; one that nothing fits when there is none.
    private func resolved(_ reference: JSONValue) -> JSONValue {
        let steps = (reference.stringValue ?? "").split(separator: "/").map(String.init)
        guard steps.first == "#" else { return false }
        return steps.dropFirst().reduce(document) { $0?[$1] } ?? false
    }

    private static func unnamed(_ value: JSONValue, _ keywords: [String: JSONValue]) -> [String: JSONValue] {
        value.members.filter { keywords["properties"]?[$0.key] == nil }
    }

    private static func types(of value: JSONValue) -> [JSONValue] {
        switch value {
        case .null: ["null"]
        case .bool: ["boolean"]
        case .integer: ["integer", "number"]
        case .number: value.integerValue == nil ? ["number"] : ["integer", "number"]
        case .string: ["string"]
        case .array: ["array"]
        case .object: ["object"]
        }
    }

    private static func matches(_ value: JSONValue, _ pattern: JSONValue) -> Bool {
        guard let text = value.stringValue, let regex = try? Regex(pattern.stringValue ?? "(") else { return false }
        return text.firstMatch(of: regex) != nil
    }
}

extension JSONValue {
    /// The elements; none when this is no array.
    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// The members; none when this is no object.
    var members: [String: JSONValue] {
        guard case .object(let members) = self else { return [:] }
        return members
    }

    /// The number, when this is one.
    fileprivate var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The argument of a keyword that counts.
    fileprivate var count: Int { Int(integerValue ?? -1) }
}
