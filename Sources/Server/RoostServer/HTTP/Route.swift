package import HTTPTypes
package import Hummingbird

/// What a server answers to: a method, a path, what is said about it and what is done.
package struct Route: Sendable {
    package typealias Handler = @Sendable (Request, BasicRequestContext) async throws -> Response

    package var method: HTTPRequest.Method
    /// Begins with a slash; a segment in braces stands for any one segment, under that name.
    package var path: String
    package var operation: Operation
    package var handler: Handler

    package init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ operation: Operation,
        handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.operation = operation
        self.handler = handler
    }

    /// How many segments of the path stand for any one.
    var openSegmentCount: Int { path.split(separator: "/").count { $0.first == "{" } }

    /// Whether this route's path is that of a request; a slash at its end makes no difference.
    func matches(path requested: String) -> Bool {
        let pattern = path.split(separator: "/")
        let segments = requested.split(separator: "/")
        return pattern.count == segments.count
            && zip(pattern, segments).allSatisfy { $0.first == "{" || $0 == $1 }
    }
}

extension Request {
    /// The value of a path segment, percent-decoded.
    ///
    /// - Throws: 404 when it decodes to something with a slash: names are single segments.
    func pathSegment(_ name: String, in context: BasicRequestContext) throws -> String {
        let value = PercentEncoding.decode(try context.parameters.require(name))
        guard !value.contains("/") else { throw HTTPError(.notFound) }
        return value
    }
}
