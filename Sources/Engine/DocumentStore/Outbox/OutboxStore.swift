/// Remembers which messages are still to be sent over their channels.
///
/// A message is sent by whoever has claimed it, and a claim ends: with what came of it, or at its time, so that what a
/// process left undone when it died is done by another. Until then nobody else gets the message. Each is sent at least
/// once, or fails. Times are milliseconds since 1970.
package protocol OutboxStore: Sendable {
    /// When the first message that waits for one of these channels is due; nil when none waits.
    func nextDeliveryTime(overChannels channels: [String]) throws(StoreError) -> Int64?

    /// Claims messages that are due, in one transaction: those that wait longest, of each channel at most `limit`.
    ///
    /// A message whose claim has ended without an outcome is due again.
    ///
    /// - Parameter end: When the claim ends by itself.
    func claimDeliveries(
        overChannels channels: [String],
        now: Int64,
        until end: Int64,
        limit: Int
    ) throws(StoreError) -> [ClaimedDelivery]

    /// Remembers what came of an attempt, and ends its claim.
    ///
    /// - Returns: How far the message has come; nil, and nothing changed, when the claim had ended already and somebody else
    ///   has the message.
    func finishDelivery(_ delivery: ClaimedDelivery, _ outcome: DeliveryOutcome) throws(StoreError) -> DeliveryState?

    /// Has what was claimed wait again, where the claim has ended without an outcome.
    ///
    /// - Returns: How many messages there were.
    func requeueAbandonedDeliveries(now: Int64) throws(StoreError) -> Int

    /// How far the sending of a message has come; nil when the workspace has no such message, or it is not sent anywhere.
    func deliveryState(ofMessage message: String, inWorkspace workspace: String) throws(StoreError) -> DeliveryState?
}

/// What is done about the sending of a message when it is stored.
package enum Dispatch: Hashable, Sendable {
    /// It waits until somebody can send it.
    case queued
    /// Whoever stores it sends it next; nobody else does before that time.
    case claimed(until: Int64)
    /// Who it is for comes for it: there is nothing to send.
    case delivered
    /// It cannot be sent, for this reason.
    case refused(String)
}

/// A message that its holder is to send.
package struct ClaimedDelivery: Hashable, Sendable {
    package var messageNumber: Int64
    /// Counted from 1.
    package var attempt: Int
    /// Attempts before somebody had the message tried again after it had failed.
    package var earlierAttemptCount: Int
    package var channel: String
    /// By the channel's name for them.
    package var externalUserID: String
    package var content: String

    package init(
        messageNumber: Int64,
        attempt: Int,
        earlierAttemptCount: Int = 0,
        channel: String,
        externalUserID: String,
        content: String
    ) {
        self.messageNumber = messageNumber
        self.attempt = attempt
        self.earlierAttemptCount = earlierAttemptCount
        self.channel = channel
        self.externalUserID = externalUserID
        self.content = content
    }
}

/// What came of an attempt to send a message.
package enum DeliveryOutcome: Hashable, Sendable {
    case sent
    /// It is to be tried again then.
    case postponed(until: Int64, reason: String)
    case failed(reason: String)
}
