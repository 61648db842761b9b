import Foundation
import GRDB

extension CollectionWriter {
    /// Makes these the only assets of a document.
    func replaceAssets(ofDocument document: Int64, by assets: [NewAsset], now: Int64) throws {
        try execute("DELETE FROM document_asset WHERE document_id = ?", [document])
        for asset in assets {
            try execute(
                """
                INSERT INTO document_asset (document_id, uuid, media_type, description, data, created_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [document, asset.uuid, asset.mediaType, asset.description, Data(asset.data), now]
            )
        }
    }
}
