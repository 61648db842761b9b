import DocumentStore
import Foundation
import RetrievalEngine

/// A file of a document, and the index that the document is in.
struct GroupAsset: Sendable {
    var stored: StoredAsset
    var group: IndexGroup

    var uuid: String { stored.asset.uuid }
    var base64: String { Data(stored.asset.data).base64EncodedString() }
}

/// A file in the form in which CriaBot hands it out.
struct AssetAnswer: Encodable, Sendable {
    var id: Int64
    var uuid: String
    var documentID: Int64
    var groupID: Int64
    var mediaType: String
    /// Base64, or `<stripped>` where only the file's name matters.
    var data: String
    /// UTC, without a zone.
    var created: String
    var description: String

    enum CodingKeys: String, CodingKey {
        case id, uuid, data, created, description
        case documentID = "document_id"
        case groupID = "group_id"
        case mediaType = "mimetype"
    }

    init(_ asset: GroupAsset, withData: Bool) {
        id = asset.stored.id
        uuid = asset.uuid
        documentID = asset.stored.documentID
        groupID = asset.group.identifier
        mediaType = asset.stored.asset.mediaType
        data = withData ? asset.base64 : "<stripped>"
        created = Date(unixSeconds: asset.stored.createdAt).naiveUTC
        description = asset.stored.asset.description
    }
}

extension Date {
    init(unixSeconds: Int64) {
        self.init(timeIntervalSince1970: TimeInterval(unixSeconds))
    }

    /// ISO 8601 in UTC, without the zone, as Python writes it: `2025-11-19T14:05:26`.
    var naiveUTC: String {
        String(ISO8601Format().prefix { $0 != "Z" })
    }
}
