package import DocumentStore

/// An isolated set of documents that is searched together, opened for its owner.
public struct Collection: Sendable {
    let engine: RetrievalEngine
    /// The collection's side of the database.
    package let handle: any CollectionHandle

    /// The name, unique among the owner's collections.
    public var name: String { handle.description.name }

    /// How many documents can be searched.
    public func documentCount() async throws -> Int {
        try await engine.run { [handle] in try handle.statistics().readyDocumentCount }
    }

    /// How many chunks the documents were cut into.
    public func chunkCount() async throws -> Int {
        try await engine.run { [handle] in try handle.statistics().chunkCount }
    }

    /// The assets with these identifiers, of all documents, oldest first.
    package func assets(withUUIDs uuids: Set<String>) async throws -> [StoredAsset] {
        try await engine.run { [handle] in try handle.assets(withUUIDs: uuids) }
    }

    /// The names of the documents, oldest first.
    public func documentNames() async throws -> [String] {
        try await engine.run { [handle] in try handle.documents().filter { $0.status == .ready }.map(\.name) }
    }
}
