import Foundation
import GRDB

/// Reads jobs and their items from rows.
enum JobRow {
    /// In the order of the parameters of ``job(_:)``.
    static let columns = """
        id, kind, state, owner_kind, owner_identifier, collection_name, created_at, updated_at, finished_at,
        attempt_count, next_attempt_at, holder, lease_end, is_cancelling, failure, item_count, finished_item_count,
        failed_item_count, byte_count, finished_byte_count, chunk_count, cut_chunk_count, encoded_chunk_count,
        attempt_start, byte_count_at_start
        """

    static let itemColumns = """
        number, path, name, byte_count, state, attempt_count, interruption_count, outcome, failure, sha256, chunk_count,
        token_count
        """

    static func job(_ row: Row) throws -> StoredJob {
        let kind: String = try row.decode(atIndex: 1)
        let state: String = try row.decode(atIndex: 2)
        guard let kind = JobKind(rawValue: kind), let state = JobState(rawValue: state) else {
            throw StoreError.corrupt("a job is of an unknown kind or in an unknown state")
        }
        return StoredJob(
            id: try row.decode(atIndex: 0),
            kind: kind,
            state: state,
            subject: try subject(row),
            createdAt: try row.decode(atIndex: 6),
            updatedAt: try row.decode(atIndex: 7),
            finishedAt: try row.decode(atIndex: 8),
            attemptCount: try row.decode(atIndex: 9),
            nextAttemptAt: try row.decode(atIndex: 10),
            holder: try row.decode(atIndex: 11),
            leaseEnd: try row.decode(atIndex: 12),
            isCancelling: try row.decode(atIndex: 13),
            failure: try row.decode(atIndex: 14),
            progress: try progress(row)
        )
    }

    private static func subject(_ row: Row) throws -> JobSubject? {
        guard let collection: String = try row.decode(String?.self, atIndex: 5) else { return nil }
        let owner = CollectionOwner(kind: try row.decode(atIndex: 3), identifier: try row.decode(atIndex: 4))
        return JobSubject(owner: owner, collection: collection)
    }

    private static func progress(_ row: Row) throws -> JobProgress {
        JobProgress(
            itemCount: try row.decode(atIndex: 15),
            finishedItemCount: try row.decode(atIndex: 16),
            failedItemCount: try row.decode(atIndex: 17),
            byteCount: try row.decode(atIndex: 18),
            finishedByteCount: try row.decode(atIndex: 19),
            chunkCount: try row.decode(atIndex: 20),
            cutChunkCount: try row.decode(atIndex: 21),
            encodedChunkCount: try row.decode(atIndex: 22),
            attemptStart: try row.decode(atIndex: 23),
            byteCountAtStart: try row.decode(atIndex: 24)
        )
    }

    static func item(_ row: Row) throws -> StoredJobItem {
        let name: String = try row.decode(atIndex: 4)
        guard let state = JobItemState(rawValue: name) else {
            throw StoreError.corrupt("an item of a job is in an unknown state")
        }
        return StoredJobItem(
            number: try row.decode(atIndex: 0),
            path: try row.decode(atIndex: 1),
            name: try row.decode(atIndex: 2),
            byteCount: try row.decode(atIndex: 3),
            state: state,
            attemptCount: try row.decode(atIndex: 5),
            interruptionCount: try row.decode(atIndex: 6),
            outcome: try row.decode(atIndex: 7),
            failure: try row.decode(atIndex: 8),
            sha256: try row.decode(Data?.self, atIndex: 9).map(Array.init),
            chunkCount: try row.decode(atIndex: 10),
            tokenCount: try row.decode(atIndex: 11)
        )
    }

    /// The job of that number.
    static func job(_ id: Int64, in database: Database) throws -> StoredJob? {
        let statement = try database.cachedStatement(sql: "SELECT \(columns) FROM job WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id]).map(job)
    }

    /// Words for a list of an SQL `IN`.
    static func list(_ words: some Sequence<some RawRepresentable<String>>) -> String {
        words.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }
}
