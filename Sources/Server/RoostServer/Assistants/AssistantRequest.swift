import HTTPTypes
import Hummingbird
import RetrievalEngine

/// A request of the Assistants API whose sender is known.
struct AssistantRequest: Sendable {
    let caller: AssistantCaller
    /// As it came; its body may not have been read yet.
    let request: Request
    let context: BasicRequestContext
    /// Bytes of a JSON body, and of an uploaded file, at most.
    let maximumByteCount: Int

    /// The body as JSON.
    func json() async throws -> JSONValue {
        try await request.json(upTo: maximumByteCount)
    }

    /// The request with its body in memory.
    func collected() async throws -> AssistantRequest {
        AssistantRequest(
            caller: caller,
            request: try await request.collected(upTo: maximumByteCount),
            context: context,
            maximumByteCount: maximumByteCount
        )
    }

    /// As ``Request/whileConnected(_:)``.
    func whileConnected<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        try await request.whileConnected(work)
    }

    /// The query of the URL.
    var query: QueryItems { QueryItems(request.uri.query) }

    /// The assistant that the path names.
    var assistantID: String {
        get throws { try request.pathSegment("assistant_id", in: context) }
    }

    /// The document that the path names.
    ///
    /// - Throws: 404 also for a name that no document can have.
    var documentName: String {
        get throws {
            let name = try request.pathSegment("document_name", in: context)
            guard !name.utf8.contains(0) else { throw APIFailure.unknownAssistantDocument }
            return name
        }
    }

    /// Whether the user that the path names is the one whom the request comes from.
    ///
    /// Unlike other segments this one may hold an encoded slash: the identifiers of users are the gateway's.
    var namesItsUser: Bool {
        get throws {
            let named = PercentEncoding.decode(try context.parameters.require("user_id"))
            return named.utf8.elementsEqual(caller.userID.utf8)
        }
    }
}

/// What a route of the Assistants API answers when all went well: the `data` of the envelope.
struct AssistantAnswer: Sendable {
    var status = HTTPResponse.Status.ok
    var data: JSONValue
    var headers: HTTPFields = [:]

    /// An answer that says that something was done.
    static func done(_ message: String) -> Self {
        Self(data: ["message": .string(message)])
    }

    var response: Response {
        get throws {
            let body: JSONValue = ["status": .integer(Int64(status.code)), "message": .null, "data": data]
            return try Response.json(body, status: status, headers: headers)
        }
    }
}
