/// A file that belongs to a document, such as an image that some of its chunks describe.
package struct NewAsset: Sendable, Hashable {
    /// What chunks refer to it by; unique in the document, 1 to 128 characters.
    package var uuid: String
    /// Such as `image/png`.
    package var mediaType: String
    /// What it shows.
    package var description: String
    package var data: [UInt8]

    package init(uuid: String, mediaType: String, description: String, data: [UInt8]) {
        self.uuid = uuid
        self.mediaType = mediaType
        self.description = description
        self.data = data
    }
}

/// An asset as it is stored.
package struct StoredAsset: Sendable, Hashable, Identifiable {
    /// Never used again for another asset.
    package var id: Int64
    package var documentID: Int64
    package var asset: NewAsset
    /// Unix seconds.
    package var createdAt: Int64
}
