import DocumentStore
import Foundation
import HTTPTypes
import Hummingbird
import RetrievalEngine

extension CloneRoutes {
    @Sendable
    func create(_ request: UserRequest) async throws -> Response {
        let content = try CloneContent(await request.json())
        let clone = NewClone(
            id: UUID().uuidString.lowercased(),
            creator: request.userID,
            content: content,
            embeddingModel: engine.embeddingModel,
            now: Timestamp.nowMilliseconds
        )
        let stored = try await engine.run { [store = engine.store] in try store.createClone(clone) }
        return try .json(answer(stored), status: .created)
    }

    @Sendable
    func list(_ request: UserRequest) async throws -> Response {
        let workspace = request.query["workspace_id"].flatMap { $0.trimmed.isEmpty ? nil : $0 }
        let user = try await user(of: request)
        let clones = try await engine.run { [store = engine.store] in
            try store.clones(inWorkspace: workspace, visibleTo: user)
        }
        return try .json(clones.map(answer))
    }

    @Sendable
    func get(_ request: UserRequest) async throws -> Response {
        let id = try request.cloneID
        let user = try await user(of: request)
        let access = try await engine.run { [store = engine.store] in
            try store.clone(id, for: .reading, by: user)
        }
        return try .json(answer(granted(access)))
    }

    @Sendable
    func update(_ request: UserRequest) async throws -> Response {
        let id = try request.cloneID
        let user = try await user(of: request)
        // Who may not change the clone does not learn what is wrong with the change.
        let current = try await engine.run { [store = engine.store] in
            try store.clone(id, for: .changing, by: user)
        }
        _ = try granted(current)
        let change = try CloneChange(await request.json())
        let updated = try await engine.run { [store = engine.store, now = Timestamp.nowMilliseconds] in
            try store.updateClone(id, by: user, now: now, change)
        }
        return try .json(answer(granted(updated)))
    }

    @Sendable
    func delete(_ request: UserRequest) async throws -> Response {
        let id = try request.cloneID
        let user = try await user(of: request)
        let deleted = try await engine.run { [store = engine.store] in try store.deleteClone(id, by: user) }
        _ = try granted(deleted)
        return Response(status: .noContent)
    }

    private func answer(_ clone: StoredClone) -> CloneAnswer {
        CloneAnswer(clone, indexLabel: indexLabel)
    }
}
