/// Remembers clones: what they are told, the files they were trained on, and what they were asked.
///
/// Every call names who makes it, and answers no more than that user may know: whoever may not see a clone gets nothing of
/// it but that it exists. All times are Unix milliseconds and given by the caller, but for the time at which a document
/// was processed, which is that of the transaction.
///
/// A clone has one collection, which comes and goes with it. The schema holds the list of its documents to that collection:
/// in the transaction that makes a document searchable, the document's entry becomes a processed one.
package protocol CloneStore: Sendable {
    /// Makes a clone with its empty collection, in one transaction.
    ///
    /// - Throws: `invalidArgument` for what breaks a rule of ``CloneContent``; `alreadyExists` when the identifier is in use.
    func createClone(_ clone: NewClone) throws(StoreError) -> StoredClone

    /// The clone, when the user may use it so.
    func clone(_ id: String, for use: CloneUse, by user: CloneUser) throws(StoreError) -> CloneAccess<StoredClone>

    /// The clones that a list shows to a user, newest first.
    ///
    /// - Parameter workspace: Only the clones of this workspace that the user may see, and all global ones; nil for the
    ///   user's own and all global ones.
    func clones(inWorkspace workspace: String?, visibleTo user: CloneUser) throws(StoreError) -> [StoredClone]

    /// Changes what `change` says, and the time of the last change, which always grows.
    func updateClone(
        _ id: String,
        by user: CloneUser,
        now: Int64,
        _ change: CloneChange
    ) throws(StoreError) -> CloneAccess<StoredClone>

    /// Deletes a clone with its collection, the list of its documents and the log of what it was asked.
    ///
    /// - Returns: What was deleted.
    func deleteClone(_ id: String, by user: CloneUser) throws(StoreError) -> CloneAccess<StoredClone>

    /// Opens the collection of a clone's documents, in the transaction that checks whether the user may.
    func openDocuments(
        ofClone id: String,
        for use: CloneUse,
        by user: CloneUser
    ) throws(StoreError) -> CloneAccess<OpenedClone>

    /// Enters that a file could not be read, in the place of what is known of an earlier failure of the same name.
    ///
    /// A processed document of that name stays, and stays searchable.
    func recordFailure(
        _ failure: CloneDocumentFailure,
        ofClone id: String,
        by user: CloneUser
    ) throws(StoreError) -> CloneAccess<StoredCloneDocument>

    /// The processed document of that name, after whatever failure of the same name was forgotten.
    ///
    /// - Returns: Nil when the clone has none.
    func settleDocument(
        named fileName: String,
        ofClone id: String,
        by user: CloneUser
    ) throws(StoreError) -> CloneAccess<StoredCloneDocument?>

    /// Logs an answered question.
    ///
    /// - Returns: Nothing but whether the user may ask the clone.
    func recordInteraction(
        _ interaction: CloneInteraction,
        by user: CloneUser
    ) throws(StoreError) -> CloneAccess<Void>

    /// The log of what a clone was asked, oldest first; for whoever may change it.
    func interactions(
        withClone id: String,
        by user: CloneUser,
        limit: Int
    ) throws(StoreError) -> CloneAccess<[CloneInteraction]>
}

/// Who uses clones.
package struct CloneUser: Hashable, Sendable {
    /// 1 to 256 Unicode scalars.
    package var id: String
    /// The workspaces that the user is a member of.
    package var workspaces: Set<String>

    package init(id: String, workspaces: Set<String> = []) {
        self.id = id
        self.workspaces = workspaces
    }
}

/// What somebody wants with a clone.
package enum CloneUse: Sendable {
    /// To see it and ask it: everybody with a global clone; with a private one its creator and the members of its workspace.
    case reading
    /// To change, train or delete it: its creator alone.
    case changing
}

/// What came of the wish to use a clone.
package enum CloneAccess<Value: Sendable>: Sendable {
    case granted(Value)
    /// There is such a clone, and the user may not use it so.
    case refused
    /// There is no such clone.
    case missing
}

extension CloneAccess {
    package func map<Other: Sendable>(_ transform: (Value) throws -> Other) rethrows -> CloneAccess<Other> {
        switch self {
        case .granted(let value): .granted(try transform(value))
        case .refused: .refused
        case .missing: .missing
        }
    }
}

/// A clone with its documents, opened for somebody who may use them.
package struct OpenedClone: Sendable {
    package var clone: StoredClone
    package var documents: any CollectionHandle
}
