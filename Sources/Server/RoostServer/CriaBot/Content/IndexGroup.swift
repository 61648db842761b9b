import DocumentStore
import Foundation
import RetrievalEngine

/// An index as clients of CriaBot know it: a group with a name and a number.
struct IndexGroup: Sendable {
    var name: String
    var identifier: Int64

    init(_ collection: Collection) {
        name = collection.name
        identifier = collection.handle.id
    }
}

extension IndexGroup {
    /// Bytes of file metadata that one upload may spread over its nodes, each of which gets a copy.
    private static let maximumInheritedByteCount = 64 << 20

    /// What each of a file's nodes knows of its file; a node's own metadata win over it.
    ///
    /// - Parameters:
    ///   - metadata: What the client attached to the file.
    ///   - nodeCount: How many nodes will have a copy.
    /// - Throws: 400 `INVALID_FILE_DATA` when the copies would take more than 64 MiB.
    func inheritedMetadata(
        ofFile name: String,
        _ metadata: [String: JSONValue],
        nodeCount: Int
    ) throws -> [String: JSONValue] {
        let byteCount = try JSONEncoder().encode(metadata).count
        guard byteCount * nodeCount <= Self.maximumInheritedByteCount else {
            throw CriaBotError.invalidFileData(
                "The file's metadata of \(byteCount) bytes are too large for each of \(nodeCount) nodes to have them."
            )
        }
        let own: [String: JSONValue] = [
            "file_name": .string(name),
            "group_name": .string(self.name),
            "group_id": .integer(identifier),
            "created_at": .integer(Int64(Date().timeIntervalSince1970)),
        ]
        return metadata.merging(own) { $1 }
    }
}
