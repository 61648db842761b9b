import DocumentStore
package import Foundation
import RetrievalEngine

/// What operators do to a data folder, safe beside a server that runs on it: workspaces, their members, agents and credits.
package struct Administration: Sendable {
    let store: SQLiteStore

    /// Opens a data folder, on the calling thread.
    ///
    /// - Throws: ``EngineError/Code/storageFailure``.
    package init(dataFolder: URL) throws {
        do {
            store = try SQLiteStore(folder: dataFolder)
        } catch {
            throw EngineError(
                .storageFailure,
                "cannot open the data folder \(dataFolder.relativePath): \(error)",
                cause: error
            )
        }
    }

    /// Makes a workspace.
    ///
    /// - Throws: ``EngineError/Code/alreadyExists`` when it is there, `invalidArgument` for what breaks a rule.
    package func createWorkspace(_ identifier: String, name: String, credits: Int64) throws {
        let identifier = identifier.lowercased()
        guard try reporting({ try store.workspace(identifier) }) == nil else {
            throw EngineError(.alreadyExists, "there is a workspace \(identifier) already")
        }
        try provision([WorkspaceDescription(id: identifier, name: name, credits: credits)])
    }

    /// Adds a user to a workspace, or gives them another role.
    ///
    /// - Throws: ``EngineError/Code/notFound`` when there is no such workspace.
    package func addMember(_ user: String, role: String, toWorkspace workspace: String) throws {
        try extend(workspace) { $0.members = [.init(userID: user, role: role)] }
    }

    /// Makes an agent of a workspace, or brings it up to date.
    ///
    /// - Parameter identifier: A UUID; nil for a new one.
    /// - Returns: The identifier.
    /// - Throws: ``EngineError/Code/notFound`` when there is no such workspace, `alreadyExists` when the agent is another
    ///   workspace's.
    package func createAgent(
        _ identifier: String?,
        name: String,
        systemPrompt: String?,
        inWorkspace workspace: String
    ) throws -> String {
        let identifier = (identifier ?? UUID().uuidString).lowercased()
        try extend(workspace) { $0.agents = [.init(id: identifier, name: name, systemPrompt: systemPrompt)] }
        return identifier
    }

    /// Adds to a workspace's credits.
    ///
    /// - Returns: The new balance.
    package func grantCredits(_ amount: Int64, toWorkspace workspace: String) throws -> Int64 {
        guard let balance = try reporting({ try store.grantCredits(amount, toWorkspace: workspace.lowercased()) })
        else {
            throw Self.unknownWorkspace(workspace)
        }
        return balance
    }

    /// Makes everything that a file describes; the same file again changes nothing.
    ///
    /// - Returns: How many workspaces the file describes.
    /// - Throws: ``EngineError/Code/invalidArgument`` with the place of what breaks a rule.
    package func provision(file: URL) throws -> Int {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: file)
        } catch {
            throw EngineError(.invalidArgument, "cannot read \(file.path): \(error.localizedDescription)", cause: error)
        }
        let workspaces = try WorkspaceDescription.list(in: Array(bytes))
        try provision(workspaces)
        return workspaces.count
    }

    /// Checks every invariant of the data folder and tells in words which are broken; empty when all hold.
    package func problems() throws -> [String] {
        try reporting { try store.integrityProblems() }
    }

    private func provision(_ workspaces: [WorkspaceDescription]) throws {
        try reporting { try store.provision(workspaces, now: Timestamp.now) }
    }

    /// Adds to a workspace that is there.
    private func extend(_ workspace: String, _ change: (inout WorkspaceDescription) -> Void) throws {
        guard let stored = try reporting({ try store.workspace(workspace.lowercased()) }) else {
            throw Self.unknownWorkspace(workspace)
        }
        var description = WorkspaceDescription(id: stored.id, name: stored.name, credits: 0)
        change(&description)
        try provision([description])
    }

    private static func unknownWorkspace(_ identifier: String) -> EngineError {
        EngineError(.notFound, "there is no workspace \(identifier)")
    }

    func reporting<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as StoreError {
            throw EngineError(.invalidArgument, error.message, cause: error)
        }
    }
}
