import DocumentStore
import Foundation
import HTTPTypes
import NIOCore
import RetrievalEngine
import RoostServer

extension AgentWorkspace {
    static let ingestPath = "/api/v1/knowledge/ingest"

    /// A file of a form.
    struct FormFile {
        var name: String
        var content: [UInt8]
        var mediaType: String?

        init(_ name: String, _ content: [UInt8], mediaType: String? = nil) {
            self.name = name
            self.content = content
            self.mediaType = mediaType
        }

        init(_ name: String, text: String) {
            self.init(name, Array(text.utf8))
        }
    }

    /// Sends a form to the knowledge of an agent.
    ///
    /// - Parameters:
    ///   - agent: The field `agent_id`, and so on; nil leaves a field out.
    ///   - metadata: As text, whatever it is.
    func ingest(
        agent: String? = agent,
        type: String? = nil,
        file: FormFile? = nil,
        metadata: String? = nil,
        user: String = member,
        workspace: String? = id
    ) async throws -> Answer {
        var parts: [FormBody.Part] = []
        if let agent { parts.append(.init("agent_id", agent)) }
        if let type { parts.append(.init("source_type", type)) }
        if let file {
            parts.append(.init("file", fileName: file.name, file.content, mediaType: file.mediaType))
        }
        if let metadata { parts.append(.init("metadata", metadata)) }
        return try await ingest(FormBody(parts), user: user, workspace: workspace)
    }

    func ingest(_ form: FormBody, user: String = member, workspace: String? = id) async throws -> Answer {
        try await send(
            .post,
            Self.ingestPath,
            user: user,
            workspace: workspace,
            headers: [.contentType: form.contentType],
            bytes: form.bytes
        )
    }

    /// Gives an agent a file.
    func ingest(_ file: FormFile, metadata: String? = nil) async throws -> Answer {
        try await ingest(type: "file", file: file, metadata: metadata)
    }

    /// Gives an agent a message.
    func ingest(
        message: String,
        source: String? = nil,
        agent: String = agent,
        user: String = member,
        workspace: String = id
    ) async throws -> Answer {
        var metadata: [String: JSONValue] = ["text_content": .string(message)]
        metadata["source_id"] = source.map(JSONValue.string)
        return try await ingest(
            agent: agent,
            type: "message",
            metadata: JSONValue.object(metadata).encoded,
            user: user,
            workspace: workspace
        )
    }

    /// What an agent knows; nil when it was never told anything.
    func knowledge(of agent: String = agent, in workspace: String = id) async throws -> Collection? {
        let owner = Owner(kind: "agent", identifier: "\(workspace):\(agent)")
        do {
            return try await server.engine.collection(named: StoredAgent.collectionName, owner: owner)
        } catch let error as EngineError where error.code == .notFound {
            return nil
        }
    }

    /// The sources of an agent, in the order in which they first came.
    func sources(of agent: String = agent, in workspace: String = id) async throws -> [StoredDocument] {
        try await knowledge(of: agent, in: workspace)?.handle.documents() ?? []
    }

    /// The text of a source of an agent.
    func text(of source: String) async throws -> String {
        try await knowledge()?.handle.text(ofDocumentNamed: source) ?? ""
    }

    /// What was given to an agent, oldest first.
    func ingestions(of agent: String = agent, in workspace: String = id) throws -> [StoredIngestion] {
        try server.engine.store.ingestions(ofAgent: agent, inWorkspace: workspace, source: nil)
    }
}

extension Answer {
    var sourceID: String { self["source_id"]?.stringValue ?? "" }
    var detail: String? { self["detail"]?.stringValue }
    /// What is wrong with the fields, by their names.
    var fields: JSONValue? { self["error"]?["fields"] }
}

extension StoredDocument {
    var members: JSONValue? { try? JSONParser.parse(Array(metadata.utf8)) }
}
