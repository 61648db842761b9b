import DocumentStore
import Foundation
import RetrievalEngine

/// Files that belong to a document, as clients send them: for an upload (`data_mimetype`, `data_base64`), or as the server
/// hands them out (`mimetype`, `data`).
enum AssetSubmission {
    /// Descriptions are cut here, as CriaBot does.
    private static let maximumDescriptionLength = 2048

    /// - Throws: 400 `INVALID_FILE_DATA` for an asset without identifier, type or data.
    static func assets(_ submitted: [[String: JSONValue]]) throws(CriaBotError) -> [NewAsset] {
        var assets: [NewAsset] = []
        for (index, members) in submitted.enumerated() {
            assets.append(try asset(members, index: index))
        }
        return assets
    }

    private static func asset(_ members: [String: JSONValue], index: Int) throws(CriaBotError) -> NewAsset {
        func text(_ names: String...) -> String? {
            names.lazy.compactMap { members[$0]?.stringValue }.first
        }
        guard let uuid = text("uuid"), (1...128).contains(uuid.unicodeScalars.count) else {
            throw .invalidFileData("Asset \(index) has no uuid of 1 to 128 characters.")
        }
        guard let type = text("data_mimetype", "mimetype"), type.wholeMatch(of: /[\w.+-]+\/[\w.+-]+/) != nil else {
            throw .invalidFileData("Asset \(index) has no data_mimetype such as image/png.")
        }
        guard let encoded = text("data_base64", "data"), let data = Data(base64Encoded: encoded) else {
            throw .invalidFileData("Asset \(index) has no data_base64, or it is not Base64.")
        }
        return NewAsset(
            uuid: uuid,
            mediaType: type.lowercased(),
            description: String((text("description") ?? "").prefix(maximumDescriptionLength)),
            data: Array(data)
        )
    }
}
