import DocumentStore
import HTTPTypes
import Hummingbird
import RetrievalEngine

/// Clones: chats with a character of their own, trained on documents (the Clones API's document).
///
/// Who may do what (contract, section 1.3): a global clone is read and asked by every user, a private one by its creator and
/// the members of its workspace; only its creator changes, trains and deletes it.
struct CloneRoutes: Sendable {
    let endpoint: BearerEndpoint
    /// The name that documents show as their index.
    let indexLabel: String

    var engine: RetrievalEngine { endpoint.engine }

    var routes: [Route] {
        [
            // Before the clones by their identifiers, of which it is none.
            endpoint.route(.get, "/api/clones/health", .cloneHealth, health),
            endpoint.route(.post, "/api/clones", .createClone, create),
            endpoint.route(.get, "/api/clones", .listClones, list),
            endpoint.route(.get, "/api/clones/{clone_id}", .getClone, get),
            endpoint.route(.put, "/api/clones/{clone_id}", .updateClone, update),
            endpoint.route(.delete, "/api/clones/{clone_id}", .deleteClone, delete),
            endpoint.route(.post, "/api/clones/{clone_id}/documents", .uploadCloneDocument, upload),
            endpoint.route(.post, "/api/clones/{clone_id}/chat", .chatWithClone, chat),
        ]
    }

    /// Whom a request comes from, with the workspaces that count.
    func user(of request: UserRequest) async throws -> CloneUser {
        let workspaces = try await engine.run { [store = engine.store] in
            try store.workspaces(ofUser: request.userID)
        }
        return CloneUser(id: request.userID, workspaces: workspaces)
    }

    /// Unwraps what the store granted.
    ///
    /// - Throws: 403 and 404.
    func granted<Value>(_ access: CloneAccess<Value>) throws(APIFailure) -> Value {
        switch access {
        case .granted(let value): return value
        case .refused: throw .forbidden("You do not have access to this clone")
        case .missing: throw .unknownClone
        }
    }

    /// Runs something with a clone's collection; should the clone be deleted meanwhile, that is as if it had not been there.
    func whileThere<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as EngineError where error.code == .notFound {
            throw APIFailure.unknownClone
        }
    }
}

extension APIFailure {
    static let unknownClone = notFound("Clone not found")
}

extension UserRequest {
    /// The clone that the path names.
    var cloneID: String {
        get throws { try pathSegment("clone_id") }
    }
}
