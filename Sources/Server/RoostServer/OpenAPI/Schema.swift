import RetrievalEngine

/// What a JSON value may be, in the words of JSON Schema (draft 2020-12).
///
/// A schema carries the named schemas that it refers to, so that whoever has it can resolve its references.
struct Schema: Sendable, Hashable {
    /// The keywords; without any, every value fits.
    private var keywords: [String: JSONValue]
    /// The named schemas that are referred to, however indirectly.
    private(set) var components = Components()

    /// - Parameter parts: The schemas that are among the keywords' values.
    init(_ keywords: [String: JSONValue], of parts: some Sequence<Schema> = []) {
        self.keywords = keywords
        for part in parts {
            components.formUnion(part.components)
        }
    }

    var json: JSONValue { .object(keywords) }

    /// Whether every value fits.
    var allowsAll: Bool { keywords.isEmpty }

    /// The schema with one keyword more, or with another value for it.
    func setting(_ keyword: String, to value: JSONValue) -> Schema {
        var copy = self
        copy.keywords[keyword] = value
        return copy
    }

    /// The schema with a sentence for its readers.
    func described(as text: String) -> Schema {
        setting("description", to: .string(text))
    }

    /// The schema with the value that a missing one stands for.
    func defaulting(to value: JSONValue) -> Schema {
        setting("default", to: value)
    }
}

// MARK: - Named schemas

extension Schema {
    /// Schemas by name, as the document's `components` list them.
    struct Components: Sendable, Hashable {
        private(set) var schemas: [String: JSONValue] = [:]

        /// - Precondition: No schema of this name is another one.
        mutating func insert(_ schema: JSONValue, named name: String) {
            let other = schemas.updateValue(schema, forKey: name)
            precondition(other == nil || other == schema, "two schemas are named \(name)")
        }

        /// - Precondition: Schemas of one name are the same.
        mutating func formUnion(_ other: Components) {
            for (name, schema) in other.schemas {
                insert(schema, named: name)
            }
        }
    }

    /// A reference to this schema, which becomes a component of the document under that name.
    func named(_ name: String) -> Schema {
        var reference = Schema.reference(to: name)
        reference.components = components
        reference.components.insert(json, named: name)
        return reference
    }

    /// A reference to a schema that contains itself.
    ///
    /// - Parameter define: Makes the schema with a reference to it.
    static func recursive(named name: String, _ define: (_ itself: Schema) -> Schema) -> Schema {
        define(reference(to: name)).named(name)
    }

    private static func reference(to name: String) -> Schema {
        Schema(["$ref": .string("#/components/schemas/\(name)")])
    }
}
