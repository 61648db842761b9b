/// Who is a member of which workspace.
protocol WorkspaceMembership: Sendable {
    /// The workspaces that a user is a member of.
    ///
    /// - Parameter userID: The subject of the user's token.
    func workspaces(ofUser userID: String) async throws -> Set<String>
}

/// Knows no workspace, so that nobody is a member of one: private clones are then their creators' alone.
struct UnknownWorkspaces: WorkspaceMembership {
    func workspaces(ofUser userID: String) async throws -> Set<String> { [] }
}
