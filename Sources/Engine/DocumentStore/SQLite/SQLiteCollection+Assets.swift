import Foundation
import GRDB

extension SQLiteCollection {
    func assets(withUUIDs uuids: Set<String>) throws(StoreError) -> [StoredAsset] {
        guard !uuids.isEmpty else { return [] }
        return try store.read("read assets") { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT document_asset.id, document_id, uuid, document_asset.media_type, description, data, created_at
                    FROM document_asset JOIN document ON document.id = document_id
                    WHERE uuid = ? AND collection_id = ?
                    """
            )
            return try uuids.sorted()
                .flatMap { try Row.fetchAll(statement, arguments: [$0, id]).map(StoredAsset.init) }
                .sorted { $0.id < $1.id }
        }
    }
}

extension StoredAsset {
    /// Reads the columns in the order of the query above.
    fileprivate init(_ row: Row) throws {
        let data: Data = try row.decode(atIndex: 5)
        self.init(
            id: try row.decode(atIndex: 0),
            documentID: try row.decode(atIndex: 1),
            asset: NewAsset(
                uuid: try row.decode(atIndex: 2),
                mediaType: try row.decode(atIndex: 3),
                description: try row.decode(atIndex: 4),
                data: Array(data)
            ),
            createdAt: try row.decode(atIndex: 6)
        )
    }
}
