import RetrievalEngine
import Testing

/// The other tests are worth as much as the validator that they use.
@Suite struct SchemaValidatorTests {
    private static let named: JSONValue = [
        "type": "object", "required": ["a"], "properties": ["a": ["type": "integer"], "b": ["type": "string"]],
    ]
    private static let validator = SchemaValidator(document: ["components": ["schemas": ["Named": named]]])

    private static let reference: JSONValue = ["$ref": "#/components/schemas/Named"]
    private static let narrowed: JSONValue = ["allOf": [reference, ["properties": ["a": ["enum": [1]]]]]]
    private static let nullable: JSONValue = ["anyOf": [["type": "string"], ["type": "null"]]]
    private static let map: JSONValue = ["type": "object", "additionalProperties": ["type": "integer"]]

    private static let fitting: [(JSONValue, JSONValue)] = [
        (1, ["type": "integer", "minimum": 1, "maximum": 1]), (1, ["type": "number"]), (true, ["type": "boolean"]),
        (.number(0.5), ["type": "number", "maximum": 1]), (.null, nullable), ("", nullable),
        ("x", ["enum": ["x", "y"]]),
        ("ab", ["type": "string", "minLength": 2, "maxLength": 2, "pattern": "^a"]),
        ("00000000-0000-4000-8000-000000000000", ["format": "uuid"]), ([1], ["items": ["type": "integer"]]),
        (["a": 1, "b": ""], reference), (["a": 1], narrowed), (["x": 1], map),
        (["x": 1], ["type": "object", "additionalProperties": true]),
    ]

    private static let unfitting: [(JSONValue, JSONValue)] = [
        (0, ["minimum": 1]), (2, ["maximum": 1]), (.number(1.5), ["type": "integer"]), ("1", ["type": "integer"]),
        (.null, ["type": "string"]), (1, ["type": "boolean"]), (1, nullable), ("a", ["minLength": 2]),
        ("abc", ["maxLength": 2]), ("b", ["pattern": "^a"]), ("z", ["enum": ["x", "y"]]), ("1", ["format": "uuid"]),
        ("1", ["format": "date"]), ([1, "2"], ["items": ["type": "integer"]]), ([], ["minItems": 1]),
        (["b": ""], reference), (["a": 1, "c": 1], reference), (["a": 2], narrowed), (["x": ""], map),
        (["x": 1], ["type": "object"]), (1, ["$ref": "#/components/schemas/None"]), (1, ["multipleOf": 1]), (1, false),
    ]

    @Test("What fits, fits", arguments: fitting)
    func fits(value: JSONValue, schema: JSONValue) {
        #expect(Self.validator.mismatches(of: value, with: schema) == [])
    }

    @Test("What does not fit is told once", arguments: unfitting)
    func doesNotFit(value: JSONValue, schema: JSONValue) {
        #expect(Self.validator.mismatches(of: value, with: schema).count == 1)
    }
}
