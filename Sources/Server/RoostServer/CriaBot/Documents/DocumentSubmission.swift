import Foundation
import RetrievalEngine

/// The body of `documents/upload` and `documents/update`: a name, text that the client has cut into nodes, metadata.
struct DocumentSubmission {
    var source: DocumentSource

    /// - Throws: ``ValidationError`` for what has the wrong type or is missing; 400 `INVALID_FILE_DATA` for a node
    ///   without text.
    init(_ body: JSONValue) throws {
        var fields = try FieldReader(body)
        let name = fields.required("file_name", as: .name)
        let nodes = fields.nested("file_contents") { contents in
            contents.rejectAssets()
            return contents.required("nodes", as: .list(of: .object))
        }
        let metadata = fields.required("file_metadata", as: .object)
        guard let name, let nodes, let metadata, fields.issues.isEmpty else { throw fields.failure }
        var inherited = metadata
        inherited["created_at"] = .integer(Int64(Date().timeIntervalSince1970))
        source = DocumentSource(
            name: name,
            content: .nodes(try nodes.enumerated().map { try DocumentNode($1, index: $0, inherited: inherited) }),
            metadata: metadata
        )
    }
}

extension DocumentNode {
    /// A node as clients send it. Its type and its identifier mean nothing to the index.
    ///
    /// - Parameter inherited: What a node has of its document, where its own metadata does not say otherwise.
    fileprivate init(
        _ members: [String: JSONValue],
        index: Int,
        inherited: [String: JSONValue]
    ) throws(CriaBotError) {
        guard case .string(let text)? = members["text"] else {
            throw .invalidFileData("Node \(index) has no text.")
        }
        switch members["metadata"] {
        case .object(let metadata)?: self.init(text: text, metadata: inherited.merging(metadata) { $1 })
        case nil, .null?: self.init(text: text, metadata: inherited)
        default: throw .invalidFileData("The metadata of node \(index) is no object.")
        }
    }
}

extension FieldReader {
    /// Files within a document are not kept yet; a client that sends some must know.
    fileprivate mutating func rejectAssets() {
        let assets = optional("assets", as: .list(of: .any)) ?? []
        guard !assets.isEmpty else { return }
        reject("assets", because: "assets are not supported yet")
    }
}
