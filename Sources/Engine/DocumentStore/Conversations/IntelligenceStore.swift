/// Remembers which messages are still to be analysed, and what was found out.
///
/// A message is pending from the transaction that stores it to the one that records what it says: what a crash interrupts
/// is pending still. Only texts are analysed, by whomever they are.
package protocol IntelligenceStore: Sendable {
    /// Messages of all workspaces that wait for their analysis and whose time has come, oldest first.
    ///
    /// - Parameters:
    ///   - number: Only messages after this one.
    ///   - now: Milliseconds since 1970; those that are to be tried again later are left out.
    ///   - limit: At most this many, 0 or more.
    func pendingMessages(after number: Int64, dueBy now: Int64, limit: Int) throws(StoreError) -> [PendingMessage]

    /// Remembers that the analysis of a message failed; nothing happens when it was analysed meanwhile.
    ///
    /// - Parameters:
    ///   - reason: Never text of the message.
    ///   - time: When to try again, in milliseconds since 1970; nil to give the message up.
    func recordIntelligenceFailure(
        _ reason: String,
        ofMessage number: Int64,
        retryingAt time: Int64?
    ) throws(StoreError)

    /// Records what a message says, in the place of anything that was recorded before.
    ///
    /// - Parameter number: The message's; nothing happens when it is not there any more.
    /// - Throws: `invalidArgument` when a text holds a NUL character, or topic or intent are not 1 to 255 characters.
    func recordIntelligence(_ intelligence: MessageIntelligence, ofMessage number: Int64) throws(StoreError)

    /// How many messages of a workspace wait for their analysis.
    func pendingIntelligenceCount(inWorkspace workspace: String) throws(StoreError) -> Int

    /// The number of a message; nil when the workspace's conversation has none of that identifier.
    func messageNumber(
        _ identifier: String,
        inConversation conversation: String,
        ofWorkspace workspace: String
    ) throws(StoreError) -> Int64?
}

extension IntelligenceStore {
    /// The messages that have waited longest, also those whose time has not come.
    package func pendingMessages(after number: Int64 = 0, limit: Int) throws(StoreError) -> [PendingMessage] {
        try pendingMessages(after: number, dueBy: .max, limit: limit)
    }
}

/// A message that waits for its analysis.
package struct PendingMessage: Hashable, Sendable {
    package var number: Int64
    package var content: String
    /// How often its analysis has failed.
    package var failureCount: Int
}
