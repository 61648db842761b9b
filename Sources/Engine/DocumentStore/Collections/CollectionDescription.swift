/// Who a collection belongs to. A collection can only be reached by naming its owner.
package struct CollectionOwner: Hashable, Sendable {
    /// The kind of owner, such as `local` or `bot`; 1 to 32 characters.
    package var kind: String
    /// Which one of that kind; at most 512 characters, may be empty.
    package var identifier: String

    package init(kind: String, identifier: String) {
        self.kind = kind
        self.identifier = identifier
    }

    /// The owner of the collections of the command line.
    package static let local = CollectionOwner(kind: "local", identifier: "")
}

/// The model whose vectors a collection holds; it never changes.
package struct EmbeddingModelIdentity: Hashable, Sendable {
    /// 1 to 512 characters.
    package var name: String
    /// Values in a vector, 1…65,536.
    package var dimension: Int

    package init(name: String, dimension: Int) {
        self.name = name
        self.dimension = dimension
    }
}

/// What is fixed about a collection from its creation on.
package struct CollectionDescription: Hashable, Sendable {
    package var name: String
    package var owner: CollectionOwner
    package var model: EmbeddingModelIdentity
}

/// How much a collection holds.
package struct CollectionStatistics: Hashable, Sendable {
    /// Documents that can be searched.
    package var readyDocumentCount: Int
    /// Documents that could not be ingested.
    package var failedDocumentCount: Int
    package var chunkCount: Int
}
