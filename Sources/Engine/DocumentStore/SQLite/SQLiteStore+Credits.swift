import GRDB

extension SQLiteStore {
    package func settle(_ reservation: CreditReservation) throws(StoreError) {
        try write("settle credits") { try Self.settle(reservation, in: $0) }
    }

    package func refund(_ reservation: CreditReservation) throws(StoreError) {
        try write("refund credits") { try Self.refund(reservation, in: $0) }
    }

    package func refundAbandonedReservations() throws(StoreError) -> Int {
        try write("refund abandoned credits") { try Self.refundReservations(where: "TRUE", in: $0) }
    }

    /// Sets credits aside; nil, and a blocked event on record, when the workspace has not as many.
    static func reserve(
        _ credits: Int64,
        for kind: String,
        agent: String,
        inWorkspace workspace: String,
        now: Int64,
        in database: Database
    ) throws -> CreditReservation? {
        try database.execute(
            sql: "UPDATE workspace SET credits = credits - ? WHERE id = ? AND credits >= ?",
            arguments: [credits, workspace, credits]
        )
        let isGranted = database.changesCount > 0
        try database.execute(
            sql: """
                INSERT INTO usage_event (workspace_id, agent_id, kind, credits, state, created_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                workspace, agent, isGranted ? kind : kind + "_blocked", isGranted ? credits : 0,
                isGranted ? "reserved" : "settled", now,
            ]
        )
        return isGranted ? CreditReservation(id: database.lastInsertedRowID) : nil
    }

    static func settle(_ reservation: CreditReservation, in database: Database) throws {
        try database.execute(
            sql: "UPDATE usage_event SET state = 'settled' WHERE id = ? AND state = 'reserved'",
            arguments: [reservation.id]
        )
    }

    static func refund(_ reservation: CreditReservation, in database: Database) throws {
        _ = try refundReservations(where: "id = \(reservation.id)", in: database)
    }

    /// - Returns: How many reservations were refunded.
    private static func refundReservations(where condition: String, in database: Database) throws -> Int {
        try database.execute(
            sql: """
                UPDATE workspace SET credits = workspace.credits + returned.amount
                FROM (SELECT workspace_id, sum(credits) AS amount FROM usage_event
                      WHERE state = 'reserved' AND \(condition) GROUP BY workspace_id) AS returned
                WHERE workspace.id = returned.workspace_id
                """
        )
        try database.execute(
            sql: "UPDATE usage_event SET state = 'refunded' WHERE state = 'reserved' AND \(condition)"
        )
        return database.changesCount
    }
}
