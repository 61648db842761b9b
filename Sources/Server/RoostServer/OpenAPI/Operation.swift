import HTTPTypes
import RetrievalEngine

/// What a route does, what it takes and all that it may answer, for the people and programs that call it.
///
/// Method and path are the route's own.
package struct Operation: Sendable {
    var summary: String
    /// CommonMark.
    var description: String
    var tag: Tag
    /// Any one of these is needed; none when everybody may call.
    var security: [SecurityScheme] = []
    /// Those of the path are exactly the segments that the path has in braces.
    var parameters: [Parameter] = []
    var body: Body?
    var answers: [HTTPResponse.Status: Answer]

    /// A group of operations.
    struct Tag: Sendable, Hashable {
        var name: String
        var description: String
    }

    /// A body that a request must have.
    struct Body: Sendable {
        var mediaType = "application/json"
        var schema: Schema
        /// A body that is accepted; nil where it is no JSON.
        var example: JSONValue?
        /// The other forms that the body may have instead.
        var alternatives: [Content] = []
    }
}

extension Operation.Body {
    /// A form with one file.
    ///
    /// - Parameter field: The name of the file's part.
    static func file(_ field: String, _ description: String) -> Self {
        .form(.object(required: [field: .file.described(as: description)]))
    }

    /// A form.
    ///
    /// - Parameter schema: An object whose members are the parts.
    static func form(_ schema: Schema) -> Self {
        Self(mediaType: "multipart/form-data", schema: schema)
    }
}

extension Operation {
    /// A value outside of the body.
    struct Parameter: Sendable {
        enum Location: String {
            case path
            case query
            case header
        }

        var name: String
        var location: Location
        var isRequired: Bool
        var schema: Schema
        var description: String

        /// A segment of the path.
        static func path(_ name: String, _ schema: Schema, _ description: String) -> Self {
            Self(name: name, location: .path, isRequired: true, schema: schema, description: description)
        }

        /// A value of the query that must be there.
        static func query(_ name: String, _ schema: Schema, _ description: String) -> Self {
            Self(name: name, location: .query, isRequired: true, schema: schema, description: description)
        }

        /// A value of the query that may be left out.
        static func optionalQuery(_ name: String, _ schema: Schema, _ description: String) -> Self {
            Self(name: name, location: .query, isRequired: false, schema: schema, description: description)
        }

        /// A header that may be left out.
        static func header(_ name: String, _ schema: Schema, _ description: String) -> Self {
            Self(name: name, location: .header, isRequired: false, schema: schema, description: description)
        }
    }
}

extension Operation {
    /// What comes back with one status.
    struct Answer: Sendable {
        var description: String
        /// The forms that the body may have; none when there is no body.
        var contents: [Content] = []
        /// Headers that are always there, beside those of every answer.
        var headers: [Header] = []
    }

    struct Content: Sendable {
        var mediaType: String
        var schema: Schema
        var example: JSONValue?
    }

    struct Header: Sendable {
        var name: String
        var schema: Schema
        var description: String
    }
}

extension Operation.Answer {
    static func json(_ description: String, _ schema: Schema, example: JSONValue? = nil) -> Self {
        Self(
            description: description,
            contents: [Operation.Content(mediaType: "application/json", schema: schema, example: example)]
        )
    }

    /// An answer whose body is text of some kind.
    static func text(_ description: String, as mediaType: String, _ schema: Schema = .string) -> Self {
        Self(description: description, contents: [Operation.Content(mediaType: mediaType, schema: schema)])
    }
}

extension Operation.Header {
    static let retryAfter = Self(
        name: "Retry-After",
        schema: .integer(from: 1),
        description: "After how many seconds it is worth trying again."
    )
}
