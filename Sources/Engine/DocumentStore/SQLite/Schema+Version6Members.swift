extension Schema {
    /// Clones ask for the workspaces of a user.
    static let version6Members = """
        CREATE INDEX workspace_member_user ON workspace_member (user_id, workspace_id);
        """
}
