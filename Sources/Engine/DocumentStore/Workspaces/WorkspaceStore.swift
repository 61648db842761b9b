/// Remembers workspaces: their members, their agents and their credits.
///
/// Whatever belongs to a workspace is reached by naming it; an identifier of another workspace's thing is one of nothing.
/// Identifiers are UUIDs in lower case.
package protocol WorkspaceStore: Sendable {
    // MARK: Provisioning

    /// Makes what is described and is not there yet, and brings names, prompts, models and roles up to date, in one
    /// transaction; the same description again changes nothing.
    ///
    /// Credits are granted to workspaces that are made by it; those that are there keep what they have.
    ///
    /// - Throws: `invalidArgument` with the place of what breaks a rule; `alreadyExists` when an agent's identifier belongs
    ///   to another workspace. Then nothing is changed.
    func provision(_ workspaces: [WorkspaceDescription], now: Int64) throws(StoreError)

    /// Adds to a workspace's credits.
    ///
    /// - Returns: The new balance; nil when there is no such workspace.
    func grantCredits(_ amount: Int64, toWorkspace workspace: String) throws(StoreError) -> Int64?

    /// The workspace of that identifier; nil when there is none.
    func workspace(_ identifier: String) throws(StoreError) -> StoredWorkspace?

    // MARK: Access

    /// Whether a user belongs to a workspace; false also when there is no such workspace.
    func isMember(_ user: String, ofWorkspace workspace: String) throws(StoreError) -> Bool

    /// The workspaces that a user belongs to.
    func workspaces(ofUser user: String) throws(StoreError) -> Set<String>

    /// The agent of a workspace; nil when the workspace has none of that identifier.
    func agent(_ identifier: String, inWorkspace workspace: String) throws(StoreError) -> StoredAgent?

    // MARK: Credits

    /// Settles what was reserved and given to its purpose.
    func settle(_ reservation: CreditReservation) throws(StoreError)

    /// Gives reserved credits back; nothing when they were settled or given back before.
    func refund(_ reservation: CreditReservation) throws(StoreError)

    /// Gives back all credits that are reserved: those of work that ended with the process that did it.
    ///
    /// - Returns: How many reservations there were.
    func refundAbandonedReservations() throws(StoreError) -> Int
}

/// A workspace as operators describe it.
package struct WorkspaceDescription: Hashable, Sendable {
    /// A UUID.
    package var id: String
    /// 1 to 255 characters.
    package var name: String
    /// Granted when the workspace is made, 0 or more.
    package var credits: Int64
    package var members: [Member]
    package var agents: [Agent]

    /// A user of the workspace.
    package struct Member: Hashable, Sendable {
        /// As tokens name the user; 1 to 256 characters.
        package var userID: String
        /// 1 to 50 characters.
        package var role: String

        package init(userID: String, role: String) {
            self.userID = userID
            self.role = role
        }
    }

    /// An agent of the workspace.
    package struct Agent: Hashable, Sendable {
        /// A UUID.
        package var id: String
        /// 1 to 255 characters.
        package var name: String
        /// Nil for the usual one.
        package var systemPrompt: String?
        /// The name of its model, 1 to 100 characters; nil for the configured one.
        package var model: String?
        /// Whether it answers by itself.
        package var isAIEnabled: Bool

        package init(
            id: String,
            name: String,
            systemPrompt: String? = nil,
            model: String? = nil,
            isAIEnabled: Bool = true
        ) {
            self.id = id
            self.name = name
            self.systemPrompt = systemPrompt
            self.model = model
            self.isAIEnabled = isAIEnabled
        }
    }

    package init(id: String, name: String, credits: Int64, members: [Member] = [], agents: [Agent] = []) {
        self.id = id
        self.name = name
        self.credits = credits
        self.members = members
        self.agents = agents
    }
}

/// A workspace as it is stored.
package struct StoredWorkspace: Hashable, Sendable, Identifiable {
    package var id: String
    package var name: String
    /// What is left to spend.
    package var credits: Int64
    /// Unix seconds.
    package var createdAt: Int64
}

/// An agent as it is stored.
package struct StoredAgent: Hashable, Sendable, Identifiable {
    package var id: String
    package var workspaceID: String
    package var name: String
    package var systemPrompt: String?
    package var model: String?
    package var isAIEnabled: Bool

    /// The owner of the collection that holds what the agent knows.
    package var owner: CollectionOwner {
        CollectionOwner(kind: "agent", identifier: "\(workspaceID):\(id)")
    }

    /// The name of that collection.
    package static let collectionName = "knowledge"
}

/// Credits that are set aside for something that may still fail.
package struct CreditReservation: Hashable, Sendable {
    /// Of the usage event.
    var id: Int64
}
