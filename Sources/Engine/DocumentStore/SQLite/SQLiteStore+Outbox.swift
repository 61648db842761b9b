import Foundation
import GRDB

extension SQLiteStore: OutboxStore {
    package func nextDeliveryTime(overChannels channels: [String]) throws(StoreError) -> Int64? {
        try read("look into the outbox") { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT min(next_attempt_at) FROM outbox WHERE channel = ? AND state IN ('queued', 'sending')
                    """
            )
            return try channels.compactMap { try Int64.fetchOne(statement, arguments: [$0]) }.min()
        }
    }

    package func claimDeliveries(
        overChannels channels: [String],
        now: Int64,
        until end: Int64,
        limit: Int
    ) throws(StoreError) -> [ClaimedDelivery] {
        try write("claim messages to send") { database in
            try channels.flatMap { channel in
                try Self.dueDeliveries(overChannel: channel, now: now, limit: limit, in: database).map { delivery in
                    try database.execute(
                        sql: """
                            UPDATE outbox SET state = 'sending', attempt_count = ?, next_attempt_at = ?
                            WHERE message_number = ?
                            """,
                        arguments: [delivery.attempt, end, delivery.messageNumber]
                    )
                    return delivery
                }
            }
        }
    }

    package func finishDelivery(
        _ delivery: ClaimedDelivery,
        _ outcome: DeliveryOutcome
    ) throws(StoreError) -> DeliveryState? {
        try write("remember what came of a message") { database in
            let (state, time, failure): (DeliveryState, Int64?, String?) =
                switch outcome {
                case .sent: (.sent, nil, nil)
                case .postponed(let time, let reason): (.queued, time, reason)
                case .failed(let reason): (.failed, nil, reason)
                }
            // The number of the attempt tells this claim from those that others may have made when it had ended.
            try database.execute(
                sql: """
                    UPDATE outbox SET state = ?, next_attempt_at = coalesce(?, next_attempt_at), failure = ?
                    WHERE message_number = ? AND state = 'sending' AND attempt_count = ?
                    """,
                arguments: [
                    state.rawValue, time, failure.map(Validation.reason), delivery.messageNumber, delivery.attempt,
                ]
            )
            return database.changesCount > 0 ? state : nil
        }
    }

    package func requeueAbandonedDeliveries(now: Int64) throws(StoreError) -> Int {
        try write("queue abandoned messages") { database in
            try database.execute(
                sql: """
                    UPDATE outbox SET state = 'queued'
                    WHERE state IN ('queued', 'sending') AND state = 'sending' AND next_attempt_at <= ?
                    """,
                arguments: [now]
            )
            return database.changesCount
        }
    }

    package func deliveryState(
        ofMessage message: String,
        inWorkspace workspace: String
    ) throws(StoreError) -> DeliveryState? {
        try read("look up a message's delivery") { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT state FROM outbox JOIN conversation_message ON number = message_number
                    WHERE id = ? AND workspace_id = ?
                    """
            )
            return try String.fetchOne(statement, arguments: [message, workspace]).flatMap(DeliveryState.init)
        }
    }

    private static func dueDeliveries(
        overChannel channel: String,
        now: Int64,
        limit: Int,
        in database: Database
    ) throws -> [ClaimedDelivery] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT message_number, attempt_count, external_user_id, content, earlier_attempt_count
                FROM outbox JOIN conversation_message ON number = message_number
                WHERE outbox.channel = ? AND state IN ('queued', 'sending') AND next_attempt_at <= ?
                ORDER BY next_attempt_at, message_number LIMIT ?
                """
        )
        return try Row.fetchAll(statement, arguments: [channel, now, max(0, limit)]).map { row in
            let attemptCount: Int = try row.decode(atIndex: 1)
            return ClaimedDelivery(
                messageNumber: try row.decode(atIndex: 0),
                attempt: attemptCount + 1,
                earlierAttemptCount: try row.decode(atIndex: 4),
                channel: channel,
                externalUserID: try row.decode(atIndex: 2),
                content: try row.decode(atIndex: 3)
            )
        }
    }

    /// Puts a message into the outbox.
    ///
    /// - Returns: How far its sending has come.
    static func insertDelivery(
        of number: Int64,
        _ delivery: NewDelivery,
        now: Int64,
        in database: Database
    ) throws -> DeliveryState {
        var (state, attemptCount, time, failure) = (DeliveryState.queued, 0, now, nil as String?)
        switch delivery.dispatch {
        case .queued: break
        case .claimed(let end): (state, attemptCount, time) = (.sending, 1, end)
        case .delivered: state = .sent
        case .refused(let reason): (state, failure) = (.failed, reason)
        }
        try database.execute(
            sql: """
                INSERT INTO outbox (message_number, channel, external_user_id, state, attempt_count, next_attempt_at,
                    failure)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                number, delivery.channel, delivery.externalUserID, state.rawValue, attemptCount, time, failure,
            ]
        )
        return state
    }
}

/// Where a message goes.
struct NewDelivery {
    var channel: String
    var externalUserID: String
    var dispatch: Dispatch
}
