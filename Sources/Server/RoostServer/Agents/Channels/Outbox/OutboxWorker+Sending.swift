import DocumentStore
import LanguageModel
import Logging
import RetrievalEngine

/// The channels that are known.
enum Channels {
    /// Those on which others deliver messages.
    static let external = ["whatsapp", "messenger", "instagram"]
    /// Those whose users come for their messages themselves.
    static let own = ["webchat", "playground"]

    static let all = external + own

    static func unsupported(_ channel: String) -> String {
        "Unsupported channel for sending: \(channel)"
    }
}

extension OutboxWorker {
    /// What is done about the sending of a message that is about to be stored.
    func dispatch(over channel: String) -> Dispatch {
        if Channels.own.contains(channel) { return .delivered }
        guard Channels.external.contains(channel) else { return .refused(Channels.unsupported(channel)) }
        guard senders[channel] != nil else { return .queued }
        return .claimed(until: Timestamp.nowMilliseconds + claimDuration.wholeMilliseconds)
    }

    /// Sends a message that was stored with ``dispatch(over:)``, if that is to be done at once.
    ///
    /// - Returns: How far it has come.
    func sendStored(_ message: StoredMessage, over channel: String, to user: String) async -> DeliveryState? {
        guard message.delivery == .sending else { return message.delivery }
        return await send(
            ClaimedDelivery(
                messageNumber: message.number,
                attempt: 1,
                channel: channel,
                externalUserID: user,
                content: message.content
            )
        )
    }

    /// Tries once to send a message, and remembers what came of it.
    ///
    /// - Returns: How far it has come. A message whose attempt was cut off, or is not remembered, is due again when the claim
    ///   ends.
    func send(_ delivery: ClaimedDelivery) async -> DeliveryState {
        guard let sender = senders[delivery.channel] else { return .queued }
        do {
            let outcome = try await outcome(of: sender.send(delivery), delivery)
            if case .sent = outcome {} else { report(outcome, of: delivery) }
            let state = try await engine.runPersistently { [store = engine.store] in
                try store.finishDelivery(delivery, outcome)
            }
            if case .postponed = outcome {
                signal.notify()
            }
            return state ?? .queued
        } catch {
            logger.error(
                "What came of a message is not remembered",
                metadata: ["outbox.message": "\(delivery.messageNumber)", "error": "\(ErrorChain(error))"]
            )
            return .queued
        }
    }

    private func outcome(of result: GraphSender.Outcome, _ delivery: ClaimedDelivery) -> DeliveryOutcome {
        switch result {
        case .sent: return .sent
        case .refused(let reason): return .failed(reason: reason)
        case .unavailable(let reason, let retryAfter):
            let delay = retries.delay(
                retryCount: delivery.attempt - delivery.earlierAttemptCount - 1,
                retryAfter: retryAfter,
                random: .random(in: 0..<1)
            )
            guard let delay else { return .failed(reason: "\(reason); given up after \(delivery.attempt) attempts") }
            return .postponed(until: Timestamp.nowMilliseconds + delay.wholeMilliseconds, reason: reason)
        }
    }

    private func report(_ outcome: DeliveryOutcome, of delivery: ClaimedDelivery) {
        logger.warning(
            "A message could not be sent",
            metadata: [
                "outbox.message": "\(delivery.messageNumber)", "outbox.channel": "\(delivery.channel)",
                "outbox.attempt": "\(delivery.attempt)", "outbox.outcome": "\(outcome)",
            ]
        )
    }
}
