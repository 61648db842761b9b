import RetrievalEngine

extension Operation.Tag {
    fileprivate static let documents = Self(
        name: "Bot documents",
        description: "Texts that a bot answers from, cut into nodes by the client."
    )
}

extension CriaBotOperation where Fields == StoredSubmission {
    static var uploadDocument: Self {
        Self(
            "Upload a document",
            tag: .documents,
            description: "Adds a document under a name that the bot does not have yet.",
            access: .bot,
            parameters: [.botName],
            body: .document("This is a test node."),
            failures: [.invalidFileData, .unknownBot, .duplicateFile]
        )
    }

    static var updateDocument: Self {
        Self(
            "Replace a document",
            tag: .documents,
            description: "Puts a document in the place of the one that has its name.",
            access: .bot,
            parameters: [.botName],
            body: .document("This is the updated content of the document."),
            failures: [.invalidFileData, .unknownBot, .unknownFile]
        )
    }
}

extension CriaBotOperation where Fields == NoFields {
    static var deleteDocument: Self {
        Self(
            "Delete a document",
            tag: .documents,
            description: "Deletes a document and all that was indexed of it. Its name is free again.",
            access: .bot,
            parameters: [.botName, .query("document_name", .storedName, "The name of the document.")],
            failures: [.unknownBot, .unknownFile]
        )
    }
}

extension CriaBotOperation where Fields == DocumentNames {
    static var listDocuments: Self {
        Self(
            "List the documents",
            tag: .documents,
            description: "The names of all documents of the bot.",
            access: .bot,
            parameters: [.botName],
            failures: [.unknownBot]
        )
    }
}

extension Operation.Body {
    /// The body that holds a document.
    ///
    /// - Parameter text: The text of the example's only node.
    fileprivate static func document(_ text: String) -> Self {
        Self(
            schema: .documentSubmission,
            example: [
                "file_name": "my-test-document.json",
                "file_contents": ["nodes": [["text": .string(text), "metadata": [:]]], "assets": []],
                "file_metadata": [:],
            ]
        )
    }
}
