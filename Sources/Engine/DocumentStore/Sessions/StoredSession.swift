/// A message of a session.
package struct SessionMessage: Hashable, Sendable {
    package enum Role: String, Sendable, CaseIterable {
        case system
        case user
        case assistant
        case tool
        case developer
    }

    package var role: Role
    /// Without NUL characters.
    package var content: String

    package init(_ role: Role, _ content: String) {
        self.role = role
        self.content = content
    }
}

/// A session to be made.
package struct NewSession: Sendable {
    /// The user's number, at least 1.
    package var userNumber: Int64
    /// The application that the user came through.
    package var applicationID: Int64?
    /// The name of the model that answers; 1 to 128 Unicode scalars.
    package var model: String
    /// 1 to 512 Unicode scalars.
    package var title: String
    package var messages: [SessionMessage]
    /// Unix microseconds.
    package var now: Int64

    package init(
        userNumber: Int64,
        applicationID: Int64?,
        model: String,
        title: String,
        messages: [SessionMessage] = [],
        now: Int64
    ) {
        self.userNumber = userNumber
        self.applicationID = applicationID
        self.model = model
        self.title = title
        self.messages = messages
        self.now = now
    }
}

/// A session as it is stored.
package struct StoredSession: Hashable, Sendable, Identifiable {
    /// From 1; never used again for another session.
    package var id: Int64
    package var userNumber: Int64
    package var applicationID: Int64?
    package var model: String
    package var title: String
    /// Oldest first.
    package var messages: [SessionMessage]
    /// Unix microseconds, as the next.
    package var createdAt: Int64
    /// When a message was added or the model switched last.
    package var updatedAt: Int64

    /// The owner of the collection of the session's files.
    package var owner: CollectionOwner { Self.owner(of: id) }
    /// The name of that collection.
    package static let fileCollectionName = "files"

    static func owner(of id: Int64) -> CollectionOwner {
        CollectionOwner(kind: "session", identifier: String(id))
    }
}

/// Which sessions are listed.
package struct SessionFilter: Hashable, Sendable {
    /// Those created at this time or later, Unix microseconds.
    package var createdFrom: Int64?
    /// Those created before this time.
    package var createdBefore: Int64?
    /// Those that this model answers.
    package var model: String?

    package init(createdFrom: Int64? = nil, createdBefore: Int64? = nil, model: String? = nil) {
        self.createdFrom = createdFrom
        self.createdBefore = createdBefore
        self.model = model
    }
}

/// A part of a list of sessions.
package struct SessionPage: Sendable {
    /// How many there are altogether.
    package var totalCount: Int
    package var sessions: [StoredSession]
}
