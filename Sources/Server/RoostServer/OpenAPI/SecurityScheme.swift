import RetrievalEngine

/// A way in which a request says whom it comes from.
struct SecurityScheme: Sendable, Hashable {
    /// The name of the scheme within the document.
    var name: String
    /// Where the secret goes and where one gets it.
    var description: String
    private var members: [String: JSONValue]

    /// The security scheme object of OpenAPI 3.1 (section 4.8.27).
    var json: JSONValue {
        .object(members.merging(["description": .string(description)]) { own, _ in own })
    }
}

extension SecurityScheme {
    /// Where a key is sent.
    enum KeyLocation: String {
        case header
        case query
    }

    /// A key in a header or in the query.
    static func key(_ key: String, in location: KeyLocation, named name: String, description: String) -> Self {
        Self(
            name: name,
            description: description,
            members: ["type": "apiKey", "in": .string(location.rawValue), "name": .string(key)]
        )
    }

    /// A JSON Web Token in the header `Authorization`, after the word `Bearer`.
    static func bearerToken(named name: String, description: String) -> Self {
        Self(
            name: name,
            description: description,
            members: ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"]
        )
    }
}
