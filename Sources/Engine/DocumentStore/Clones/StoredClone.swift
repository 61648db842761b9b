/// Who may see a clone and ask it.
package enum CloneVisibility: String, Sendable, CaseIterable {
    /// Every user.
    case global
    /// Its creator, and the members of its workspace.
    case `private`
}

/// What the creator of a clone decides. No string may hold a NUL character.
package struct CloneContent: Hashable, Sendable {
    /// 1 to 255 Unicode scalars.
    package var name: String
    package var description: String?
    /// What the clone is always told first; not empty.
    package var basePrompt: String
    package var visibility: CloneVisibility
    /// 1 to 512 Unicode scalars.
    package var workspaceID: String?

    package init(
        name: String,
        description: String? = nil,
        basePrompt: String,
        visibility: CloneVisibility,
        workspaceID: String? = nil
    ) {
        self.name = name
        self.description = description
        self.basePrompt = basePrompt
        self.visibility = visibility
        self.workspaceID = workspaceID
    }
}

/// A clone to be made.
package struct NewClone: Sendable {
    /// A UUID in lower case that no other clone has.
    package var id: String
    /// The user who makes it.
    package var creator: String
    package var content: CloneContent
    /// What its collection holds.
    package var embeddingModel: EmbeddingModelIdentity
    package var now: Int64

    package init(
        id: String,
        creator: String,
        content: CloneContent,
        embeddingModel: EmbeddingModelIdentity,
        now: Int64
    ) {
        self.id = id
        self.creator = creator
        self.content = content
        self.embeddingModel = embeddingModel
        self.now = now
    }
}

/// What is to become of a clone; what is nil stays as it is.
package struct CloneChange: Sendable {
    package var name: String?
    package var description: String??
    package var basePrompt: String?
    package var visibility: CloneVisibility?
    package var workspaceID: String??

    package init() {}

    func applied(to content: CloneContent) -> CloneContent {
        CloneContent(
            name: name ?? content.name,
            description: description ?? content.description,
            basePrompt: basePrompt ?? content.basePrompt,
            visibility: visibility ?? content.visibility,
            workspaceID: workspaceID ?? content.workspaceID
        )
    }
}

/// A clone as it is stored.
package struct StoredClone: Hashable, Sendable, Identifiable {
    package var id: String
    package var creator: String
    package var content: CloneContent
    package var createdAt: Int64
    package var updatedAt: Int64
    /// In the order in which their names first came.
    package var documents: [StoredCloneDocument]

    /// The owner of the clone's collection.
    package var owner: CollectionOwner { Self.owner(of: id) }
    /// The name of that collection.
    package static let collectionName = "documents"

    static func owner(of id: String) -> CollectionOwner {
        CollectionOwner(kind: "clone", identifier: id)
    }
}

/// A file that a clone was to be trained on.
///
/// There are at most two of one name: the document that is searched, and a later file that could not be read.
package struct StoredCloneDocument: Hashable, Sendable, Identifiable {
    package enum Status: Hashable, Sendable {
        /// Wholly searchable since that time.
        case processed(at: Int64)
        case failed(reason: String)
    }

    /// A UUID in lower case; stays when a file of the same name takes the place of this one.
    package var id: String
    package var cloneID: String
    package var fileName: String
    package var status: Status
    package var uploadedAt: Int64
}

/// A file that could not be read.
package struct CloneDocumentFailure: Sendable {
    /// The document's identifier, unless a failed one of the name has one already; a UUID in lower case.
    package var id: String
    /// 1 to 512 Unicode scalars.
    package var fileName: String
    /// Not empty.
    package var reason: String
    package var uploadedAt: Int64

    package init(id: String, fileName: String, reason: String, uploadedAt: Int64) {
        self.id = id
        self.fileName = fileName
        self.reason = reason
        self.uploadedAt = uploadedAt
    }
}

/// A question that a clone answered.
package struct CloneInteraction: Hashable, Sendable {
    package var userID: String
    package var cloneID: String
    package var workspaceID: String?
    package var channelID: String?
    package var query: String
    /// What of the documents the answer was made from, a JSON object; nil when it was made from none.
    package var context: String?
    package var response: String
    package var createdAt: Int64

    package init(
        userID: String,
        cloneID: String,
        workspaceID: String?,
        channelID: String?,
        query: String,
        context: String?,
        response: String,
        createdAt: Int64
    ) {
        self.userID = userID
        self.cloneID = cloneID
        self.workspaceID = workspaceID
        self.channelID = channelID
        self.query = query
        self.context = context
        self.response = response
        self.createdAt = createdAt
    }
}
