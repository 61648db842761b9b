import Foundation
import GRDB

extension SQLiteCollection {
    @discardableResult
    func readVectors(
        _ selection: ChunkSelection,
        batchSize: Int,
        _ body: (VectorBatch) throws -> Void
    ) throws -> Int64 {
        precondition(batchSize > 0, "a batch has 1 row or more, not \(batchSize)")
        return try store.readCalling("read vectors") { database in
            let token = try token(in: database)
            switch selection {
            case .all: try readAllVectors(batchSize: batchSize, in: database, body)
            case .identifiers(let identifiers):
                try readVectors(of: identifiers, batchSize: batchSize, in: database, body)
            }
            return token
        }
    }

    private func readAllVectors(
        batchSize: Int,
        in database: Database,
        _ body: (VectorBatch) throws -> Void
    ) throws {
        let range = chunkRange
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT chunk_id, vector FROM chunk_vector WHERE chunk_id BETWEEN ? AND ? ORDER BY chunk_id"
            ),
            arguments: [range.lowerBound, range.upperBound]
        )
        var batch = GrowingBatch(rowCount: batchSize, dimension: description.model.dimension)
        while let row = try rows.next() {
            try batch.append(row)
            if batch.isFull { try body(batch.take()) }
        }
        if !batch.isEmpty { try body(batch.take()) }
    }

    private func readVectors(
        of identifiers: [Int64],
        batchSize: Int,
        in database: Database,
        _ body: (VectorBatch) throws -> Void
    ) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT chunk_id, vector FROM chunk_vector WHERE chunk_id = ?"
        )
        let range = chunkRange
        var batch = GrowingBatch(rowCount: batchSize, dimension: description.model.dimension)
        for identifier in identifiers where range.contains(identifier) {
            guard let row = try Row.fetchOne(statement, arguments: [identifier]) else { continue }
            try batch.append(row)
            if batch.isFull { try body(batch.take()) }
        }
        if !batch.isEmpty { try body(batch.take()) }
    }
}

/// A batch that is being filled.
private struct GrowingBatch {
    private let rowCount: Int
    private let dimension: Int
    private var batch = VectorBatch(chunkIDs: [], vectors: [])

    init(rowCount: Int, dimension: Int) {
        self.rowCount = rowCount
        self.dimension = dimension
    }

    var isEmpty: Bool { batch.chunkIDs.isEmpty }
    var isFull: Bool { batch.chunkIDs.count >= rowCount }

    mutating func append(_ row: Row) throws {
        batch.chunkIDs.append(try row.decode(atIndex: 0))
        try row.withUnsafeData(atIndex: 1) { blob in
            try VectorBlob.append(blob, to: &batch.vectors, dimension: dimension)
        }
    }

    /// The batch as it is; the next one starts empty.
    mutating func take() -> VectorBatch {
        defer { batch = VectorBatch(chunkIDs: [], vectors: []) }
        return batch
    }
}
