/// Remembers chats until they expire.
///
/// A chat whose time has come is as if it had never been, for every call, from that second on. All times are Unix
/// seconds and given by the caller.
package protocol ChatStore: Sendable {
    /// Starts an empty chat.
    ///
    /// - Throws: `alreadyExists` when the identifier is in use; `notFound` when the key was revoked.
    func startChat(_ chat: NewChat) throws(StoreError)

    /// The chat without its messages; nil when there is none. Does not make it last longer.
    func chat(_ identifier: String, now: Int64) throws(StoreError) -> StoredChat?

    /// The chat's messages in order; nil when there is no such chat. Does not make it last longer.
    func history(ofChat identifier: String, now: Int64) throws(StoreError) -> [String]?

    /// Replaces the messages by what `transform` makes of them, and makes the chat last to `expiresAt`.
    ///
    /// The whole is one transaction that no other update of the chat can come between: of two sends at once, the
    /// second sees what the first stored.
    ///
    /// - Parameter transform: Receives the messages in order and returns the new ones, JSON objects. It runs while
    ///   other writers wait, so it must be quick, and it must not call the store.
    /// - Returns: The messages as stored; nil when there is no such chat.
    func updateHistory(
        ofChat identifier: String,
        now: Int64,
        expiresAt: Int64,
        _ transform: ([String]) -> [String]
    ) throws(StoreError) -> [String]?

    /// Deletes a chat; false when there was none.
    func endChat(_ identifier: String, now: Int64) throws(StoreError) -> Bool

    /// Frees the space of chats that have expired. Starting a chat does some of it, too.
    ///
    /// - Returns: How many there were.
    func purgeExpiredChats(now: Int64) throws(StoreError) -> Int
}

extension ChatStore {
    /// Appends messages, JSON objects, and makes the chat last to `expiresAt`; false when there is no such chat.
    package func append(
        _ messages: [String],
        toChat identifier: String,
        now: Int64,
        expiresAt: Int64
    ) throws(StoreError) -> Bool {
        try updateHistory(ofChat: identifier, now: now, expiresAt: expiresAt) { $0 + messages } != nil
    }
}

/// A chat to be started.
package struct NewChat: Sendable {
    /// Unique; 1 to 128 characters.
    package var id: String
    /// The key that starts it.
    package var keyID: Int64
    package var startedAt: Int64
    package var expiresAt: Int64

    package init(id: String, keyID: Int64, startedAt: Int64, expiresAt: Int64) {
        self.id = id
        self.keyID = keyID
        self.startedAt = startedAt
        self.expiresAt = expiresAt
    }
}

/// A chat as it is stored, without its messages.
package struct StoredChat: Hashable, Sendable, Identifiable {
    package var id: String
    /// The key that started it; nil when that key was revoked since: then only the master key may use the chat.
    package var keyID: Int64?
    package var startedAt: Int64
    package var expiresAt: Int64
}
