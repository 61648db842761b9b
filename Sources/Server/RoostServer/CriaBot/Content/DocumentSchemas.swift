import RetrievalEngine

extension StoredSubmission: DescribedFields {
    static let properties = [
        "document_name": Schema.storedName.described(as: "The name by which it is updated and deleted."),
        "token_usage": Schema.integer(from: 0).described(as: "Tokens of the texts that were embedded."),
    ]
}

extension DocumentNames: DescribedFields {
    static let properties = [
        "document_names": Schema.array(of: .storedName).described(as: "In the order of their first upload.")
    ]
}

extension Schema {
    /// The body of `documents/upload` and `documents/update`.
    static let documentSubmission = object(
        required: ["file_name": storedName, "file_contents": documentContents, "file_metadata": fileMetadata],
        others: .any
    ).named("DocumentSubmission")

    /// What every node of a file has in its metadata.
    static let fileMetadata = map(of: any)
        .described(as: "What every node has in its metadata, where its own does not say otherwise.")

    private static let documentContents = object(
        required: ["nodes": array(of: node)],
        optional: ["assets": array(of: either(newAsset, asset)).defaulting(to: [])],
        others: .any
    )

    private static let node = object(
        required: ["text": string],
        optional: [
            "metadata": map(of: any).orNull
                .described(as: "`window`, when it is a text, takes the node's place once the node is found."),
            "type": enumeration(nodeTypes).described(as: "Without effect."),
            "element_id": string.described(as: "Without effect."),
        ],
        others: .any
    ).named("DocumentNode")

    private static let nodeTypes = [
        "FigureCaption", "NarrativeText", "ListItem", "Title", "Address", "Table", "PageBreak", "Header", "Footer",
        "UncategorizedText", "Image", "Formula", "Unknown", "TableEntry", "BackwardsCompatibleAssetContainer",
    ]

    /// A file within a document, as clients send it.
    private static let newAsset = object(
        required: ["uuid": uuid, "data_mimetype": string, "data_base64": base64],
        optional: ["description": string],
        others: .any
    ).named("NewAsset")

    /// A file within a document, as it is stored.
    static let asset = object(required: [
        "id": integer, "uuid": uuid, "document_id": integer, "group_id": integer, "mimetype": string,
        "data": string.described(as: "Bytes in Base64; `<stripped>` in `group_responses`."),
        "created": string, "description": string,
    ]).named("Asset")
}
