/// Everything that a data folder remembers; what the engine and the server are written against.
package typealias Store = CollectionStore & BotStore & ChatStore & KeyStore & SettingStore & UserNumberStore
    & WorkspaceStore & ConversationStore & IntelligenceStore & KnowledgeStore & OutboxStore & InsightStore
    & AssistantStore & SessionStore & CloneStore & PromptStore & JobStore & MessageJobStore & MaintenanceStore
    & IntegrityChecking

/// A store that can check itself.
package protocol IntegrityChecking: Sendable {
    /// Checks every invariant and tells in words which are broken; empty when all hold.
    ///
    /// - Throws: Only what keeps it from looking, such as `busy`; damage that stops the reading is reported as a problem.
    /// - Complexity: Reads the whole store, and keeps this process's writers waiting meanwhile.
    func integrityProblems() throws(StoreError) -> [String]
}
