package import DocumentStore

extension RetrievalEngine {
    /// Opens a collection of an owner.
    ///
    /// - Parameter createIfMissing: Makes the collection when the owner has none of that name.
    /// - Throws: ``EngineError/Code/notFound`` when it is missing, also when another owner has one of that name;
    ///   ``EngineError/Code/modelMismatch`` when it was made with another embedding model.
    public func collection(
        named name: String,
        owner: Owner,
        createIfMissing: Bool = false
    ) async throws -> Collection {
        let identity = EmbeddingModelIdentity(name: modelName, dimension: encoder.dimension)
        let handle = try await run { [store] () throws -> (any CollectionHandle)? in
            guard createIfMissing else { return try store.openCollection(named: name, owner: owner.stored) }
            return try store.openOrCreateCollection(named: name, owner: owner.stored, model: identity)
        }
        guard let handle else {
            throw EngineError(.notFound, "there is no collection '\(name)'")
        }
        return try collection(handle)
    }

    /// Wraps a handle that was opened for its owner.
    package func collection(_ handle: any CollectionHandle) throws -> Collection {
        let made = handle.description.model
        guard made.name == modelName, made.dimension == encoder.dimension else {
            throw EngineError(
                .modelMismatch,
                "collection '\(handle.description.name)' was made with \(made.name) (\(made.dimension) dimensions), "
                    + "the engine runs \(modelName) (\(encoder.dimension)); "
                    + "set the model back or ingest the documents into a new collection"
            )
        }
        return Collection(engine: self, handle: handle)
    }
}

/// Whom a collection belongs to. Collections of different owners never see each other.
public struct Owner: Hashable, Sendable {
    let stored: CollectionOwner

    init(_ stored: CollectionOwner) {
        self.stored = stored
    }

    /// - Parameters:
    ///   - kind: The sort of owner, such as "bot".
    ///   - identifier: Which one of its sort.
    public init(kind: String, identifier: String) {
        self.init(CollectionOwner(kind: kind, identifier: identifier))
    }

    /// The user of the command line.
    public static let local = Owner(CollectionOwner.local)
}
