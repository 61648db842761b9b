/// Creates, opens and deletes collections.
///
/// Every call waits for the disk: never make one on Swift's cooperative pool. Any number of threads may call at once;
/// reads do not wait for writes.
package protocol CollectionStore: Sendable {
    /// Makes an empty collection.
    ///
    /// - Throws: `alreadyExists` when the owner has one of that name; `invalidArgument` for an empty or over-long name.
    func createCollection(
        named name: String,
        owner: CollectionOwner,
        model: EmbeddingModelIdentity
    ) throws(StoreError) -> any CollectionHandle

    /// The owner's collection of that name; nil when there is none.
    func openCollection(named name: String, owner: CollectionOwner) throws(StoreError) -> (any CollectionHandle)?

    /// Deletes a collection with everything in it, in one transaction; false when there was none.
    func deleteCollection(named name: String, owner: CollectionOwner) throws(StoreError) -> Bool

    /// The owner's collections in the order of their creation.
    func collections(of owner: CollectionOwner) throws(StoreError) -> [CollectionDescription]

    /// The identifiers of all collections, whoever owns them.
    func collectionIdentifiers() throws(StoreError) -> Set<Int64>

    /// Has a handler called after every transaction of this process in which a collection was deleted, also with what owned
    /// it; as long as the store lives.
    ///
    /// - Parameter handler: Called where the transaction was made, on which it must not call the store.
    func observeCollectionDeletions(_ handler: @escaping @Sendable () -> Void)
}

extension CollectionStore {
    /// The owner's collection of that name, made first when there is none; safe when two processes do it at once.
    package func openOrCreateCollection(
        named name: String,
        owner: CollectionOwner,
        model: EmbeddingModelIdentity
    ) throws(StoreError) -> any CollectionHandle {
        if let existing = try openCollection(named: name, owner: owner) { return existing }
        do {
            return try createCollection(named: name, owner: owner, model: model)
        } catch let error where error.code == .alreadyExists {
            if let existing = try openCollection(named: name, owner: owner) { return existing }
            throw error
        }
    }
}
