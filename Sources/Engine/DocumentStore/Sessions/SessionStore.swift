/// Remembers the sessions of the Chat API: conversations of users, with the files that they brought.
///
/// Every call names the user, by number: a session of somebody else is as one that is not there. All times are Unix
/// microseconds and given by the caller.
package protocol SessionStore: Sendable {
    /// Makes a session with its first messages, if it has some already.
    ///
    /// - Throws: `invalidArgument` for messages over the limits of a session (`SessionLimits`) or with a NUL character.
    func createSession(_ session: NewSession) throws(StoreError) -> StoredSession

    /// The session with its messages; nil when the user has none of that number.
    func session(_ id: Int64, of user: Int64) throws(StoreError) -> StoredSession?

    /// Adds messages at the end.
    ///
    /// - Parameter title: The session's new title; nil to leave it as it is.
    /// - Returns: False when the user has no such session.
    /// - Throws: As ``createSession(_:)``.
    func append(
        _ messages: [SessionMessage],
        toSession id: Int64,
        of user: Int64,
        title: String?,
        now: Int64
    ) throws(StoreError) -> Bool

    /// Has another model answer from now on; nil when the user has no such session.
    func setModel(
        _ model: String,
        ofSession id: Int64,
        of user: Int64,
        now: Int64
    ) throws(StoreError) -> StoredSession?

    /// The user's sessions that pass a filter, the last changed first, newer ones before older ones that changed at the
    /// same time.
    func sessions(
        of user: Int64,
        where filter: SessionFilter,
        limit: Int,
        offset: Int
    ) throws(StoreError) -> SessionPage

    /// Deletes a session with its messages, files and whatever was made of them; false when there was none.
    func deleteSession(_ id: Int64, of user: Int64) throws(StoreError) -> Bool

    /// The collection of a session's files, made when it is missing; nil when the user has no such session.
    ///
    /// Session and collection are looked at in one transaction, so that none is made for a session that is being deleted.
    func openFiles(
        ofSession id: Int64,
        of user: Int64,
        model: EmbeddingModelIdentity
    ) throws(StoreError) -> (any CollectionHandle)?
}

/// How much a session may hold, so that one cannot grow without end.
package enum SessionLimits {
    package static let messageCount = 10_000
    /// Of all messages together, in UTF-8: more than any model reads.
    package static let byteCount = 4 << 20
    package static let fileCount = 100
}
