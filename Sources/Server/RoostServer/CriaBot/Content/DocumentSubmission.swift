import RetrievalEngine

/// The body of `documents/upload` and `documents/update`: a name, text that the client has cut into nodes, metadata, and
/// files that the nodes refer to.
struct DocumentSubmission {
    var source: DocumentSource

    /// - Throws: ``ValidationError`` for what has the wrong type or is missing; 400 `INVALID_FILE_DATA` for a node
    ///   without text and for an asset that cannot be kept.
    init(_ body: JSONValue, in group: IndexGroup) throws {
        var fields = try FieldReader(body)
        let name = fields.required("file_name", as: .name)
        let contents = fields.nested("file_contents") { contents in
            let nodes = contents.required("nodes", as: .list(of: .object))
            let assets = contents.optional("assets", as: .list(of: .object))
            return nodes.map { (nodes: $0.map(SubmittedNode.init), assets: assets ?? []) }
        }
        let metadata = fields.required("file_metadata", as: .object)
        guard let name, let contents, let metadata, fields.issues.isEmpty else { throw fields.failure }
        let inherited = try group.inheritedMetadata(ofFile: name, metadata, nodeCount: contents.nodes.count)
        source = DocumentSource(
            name: name,
            content: .nodes(try Self.nodes(contents.nodes, inherited: inherited)),
            metadata: metadata
        )
        source.assets = try AssetSubmission.assets(contents.assets + contents.nodes.flatMap(\.containedAssets))
    }

    /// The nodes that have a text; a title stands above the nodes that follow it.
    private static func nodes(
        _ submitted: [SubmittedNode],
        inherited: [String: JSONValue]
    ) throws(CriaBotError) -> [DocumentNode] {
        var title: String?
        var nodes: [DocumentNode] = []
        for (index, node) in submitted.enumerated() where !node.isAssetContainer {
            var node = try node.node(index: index, inherited: inherited)
            node.headingPath = [title].compactMap(\.self)
            nodes.append(node)
            if submitted[index].isTitle {
                title = node.text.trimmed
            }
        }
        return nodes
    }
}

/// A node as clients send it. Of its type only titles and containers mean something here, of its identifier nothing.
private struct SubmittedNode {
    private let members: [String: JSONValue]

    init(_ members: [String: JSONValue]) {
        self.members = members
    }

    private var type: String? { members["type"]?.stringValue }

    var isTitle: Bool { type?.lowercased() == "title" }

    /// Whether it is no text, but the way in which older clients send assets.
    var isAssetContainer: Bool { type == "BackwardsCompatibleAssetContainer" }

    var containedAssets: [[String: JSONValue]] {
        guard isAssetContainer, case .array(let assets)? = members["metadata"]?["assets"] else { return [] }
        return assets.compactMap { asset in
            guard case .object(let members) = asset else { return nil }
            return members
        }
    }

    /// - Parameter inherited: What it has of its file, where its own metadata do not say otherwise.
    func node(index: Int, inherited: [String: JSONValue]) throws(CriaBotError) -> DocumentNode {
        guard case .string(let text)? = members["text"] else {
            throw .invalidFileData("Node \(index) has no text.")
        }
        switch members["metadata"] {
        case .object(let metadata)?: return DocumentNode(text: text, metadata: inherited.merging(metadata) { $1 })
        case nil, .null?: return DocumentNode(text: text, metadata: inherited)
        default: throw .invalidFileData("The metadata of node \(index) is no object.")
        }
    }
}
