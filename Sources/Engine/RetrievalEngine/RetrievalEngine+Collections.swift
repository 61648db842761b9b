package import DocumentStore

extension RetrievalEngine {
    /// Opens a collection of an owner.
    ///
    /// - Parameter createIfMissing: Makes the collection when the owner has none of that name.
    /// - Throws: ``EngineError/Code/notFound`` when it is missing, also when another owner has one of that name;
    ///   ``EngineError/Code/modelMismatch`` when it was made with a model that is not installed.
    public func collection(
        named name: String,
        owner: Owner,
        createIfMissing: Bool = false
    ) async throws -> Collection {
        try await collection(named: name, owner: owner, madeWith: createIfMissing ? embeddingModel : nil)
    }

    /// Opens a collection that is embedded with a certain model, and makes it when the owner has none of that name.
    ///
    /// - Parameter model: The name of an installed model.
    /// - Throws: ``EngineError/Code/modelUnavailable``; ``EngineError/Code/modelMismatch`` when the owner has a collection
    ///   of that name that was made with another model.
    public func collection(named name: String, owner: Owner, model: String) async throws -> Collection {
        let identity = try await identity(ofModel: model)
        let collection = try await collection(named: name, owner: owner, madeWith: identity)
        try collection.handle.description.checkModel(identity)
        return collection
    }

    private func identity(ofModel name: String) async throws -> EmbeddingModelIdentity {
        guard name != modelName else { return embeddingModel }
        guard catalog?.hasModel(named: name) == true else {
            throw EngineError(.modelUnavailable, "no model '\(name)' is installed; 'roost models' lists those that are")
        }
        return try await otherModels.withModel(named: name, \.encoder.identity)
    }

    /// - Parameter identity: What the collection is made with when it is missing; nil when it is not to be made.
    private func collection(
        named name: String,
        owner: Owner,
        madeWith identity: EmbeddingModelIdentity?
    ) async throws -> Collection {
        let handle = try await run { [store] () throws -> (any CollectionHandle)? in
            guard let identity else { return try store.openCollection(named: name, owner: owner.stored) }
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
        // Another installed model is loaded, and compared, when it is needed.
        if made.name == modelName || catalog?.hasModel(named: made.name) != true {
            try handle.description.checkModel(embeddingModel)
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
