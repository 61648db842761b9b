/// Whose assistants a look-up may find.
package enum AssistantScope: Hashable, Sendable {
    case owned(by: String)
    /// Everybody's: for administrators, who may look and never change.
    case all
}

/// Remembers assistants. An assistant has teams and one collection of documents, which come and go with it.
///
/// Whoever asks for an assistant by its identifier says whose it must be; a foreign one is as one that is not there. One
/// that was marked as deleted is not there for any call but ``deleteAdvancedAssistant(_:of:)``.
package protocol AssistantStore: Sendable {
    /// Makes an assistant with its teams and its empty collection, in one transaction.
    ///
    /// - Throws: `alreadyExists` for a second general assistant of a user; `invalidArgument` for a text that is longer
    ///   or shorter than its property says, or holds a NUL.
    func createAssistant(_ assistant: NewAssistant) throws(StoreError) -> StoredAssistant

    /// The general assistant of the user, made from `assistant` when there is none: of calls at the same time, in
    /// whatever process, one makes it.
    func generalAssistant(
        orCreate assistant: NewAssistant
    ) throws(StoreError) -> (assistant: StoredAssistant, isNew: Bool)

    /// The assistant with that identifier; nil when there is none within the scope.
    func assistant(_ identifier: String, in scope: AssistantScope) throws(StoreError) -> StoredAssistant?

    /// Assistants within the scope, the newest first, from one consistent state.
    ///
    /// - Parameters:
    ///   - kind: Leaves out those of another kind; nil for all.
    ///   - limit: At most this many, 0 or more.
    ///   - offset: Leaves out this many, 0 or more.
    func assistants(
        in scope: AssistantScope,
        kind: AssistantKind?,
        limit: Int,
        offset: Int
    ) throws(StoreError) -> AssistantPage

    /// Stores another profile for an assistant of a user.
    ///
    /// - Parameters:
    ///   - kind: What it must be; nil for any kind.
    ///   - now: Unix seconds.
    ///   - transform: Changes the profile in force; no other update comes between. A changed main unit has no effect.
    ///     Must not call the store.
    /// - Returns: The assistant as stored; nil when the user has none like that.
    func updateAssistant(
        _ identifier: String,
        of userID: String,
        kind: AssistantKind?,
        now: Int64,
        _ transform: (inout AssistantProfile) -> Void
    ) throws(StoreError) -> StoredAssistant?

    /// Marks an advanced assistant of a user as deleted; everything of it stays and nothing finds it any more.
    ///
    /// - Returns: False when the user has none like that.
    func markAdvancedAssistantAsDeleted(_ identifier: String, of userID: String, now: Int64) throws(StoreError) -> Bool

    /// Deletes an advanced assistant of a user, its teams and its collection, also one that was marked as deleted.
    ///
    /// - Returns: False when the user has none like that.
    func deleteAdvancedAssistant(_ identifier: String, of userID: String) throws(StoreError) -> Bool
}
