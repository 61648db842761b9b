import Foundation
import HTTPTypes
import NIOCore
import RetrievalEngine
import RoostServer
import Testing

/// A route of the OpenAPI document, ready to be called for a tenant with the tenant's own identifiers or others.
struct RouteCall: Sendable, CustomStringConvertible {
    /// What takes the place of an identifier of the tenant.
    enum Replacement {
        /// The other tenant's.
        case foreign(Tenant)
        /// One that looks as if it could exist.
        case missing
        case text(String)
    }

    private static let missing: [String: String] = [
        "session_id": "987654", "prompt_id": "987654", "bot_name": "absent", "user_id": "nobody",
        "document_name": "absent.txt",
    ]
    private static let missingUUID = "0b0f5a0e-8f0a-4f0e-9d55-3f3a2f9c1b11"

    private static let workspaceHeader = "X-Workspace-ID"

    let method: HTTPRequest.Method
    let path: String
    private let body: JSONValue?
    private let isForm: Bool
    private let schemes: Set<String>
    private let takesWorkspace: Bool
    private let query: [String]

    init(_ operation: APIDescription.Operation) {
        method = HTTPRequest.Method(operation.method) ?? .get
        path = operation.path
        body = operation.body?["example"]
        // What takes both is called with JSON.
        isForm = body == nil && operation.description["requestBody"]?["content"]?["multipart/form-data"] != nil
        schemes = Set(operation.description["security"]?.elements.flatMap { $0.members.keys } ?? [])
        takesWorkspace =
            operation.description["parameters"]?.elements.contains { $0["name"] == "X-Workspace-ID" } ?? false
        query =
            operation.description["parameters"]?.elements.filter { $0["in"] == "query" && $0["required"] == true }
            .compactMap { $0["name"]?.stringValue } ?? []
    }

    var description: String { "\(method) \(path)" }
    var deletes: Bool { method == .delete }
    var takesBearerToken: Bool { schemes.contains("bearerToken") }
    var takesUserHeader: Bool { schemes.contains("userID") }
    var takesUser: Bool { takesBearerToken || takesUserHeader }

    /// The names of the tenant's things in the path and in the body.
    var identifierNames: [String] {
        let inPath = path.split(separator: "/").filter { $0.first == "{" }.map { String($0.dropFirst().dropLast()) }
        let ofWorkspaces = takesWorkspace ? ["workspace_id", "agent_id", "conversation_id"] : []
        let inBody = (["session_id", "prompt_id", "bot_name"] + ofWorkspaces).filter { body?[$0] != nil }
        let inHeaders = takesWorkspace ? [Self.workspaceHeader] : []
        // A new bot's name is nobody's, and files of the documentation page are everybody's.
        return path.hasSuffix("/manage/create") || path.hasPrefix("/docs") ? [] : inPath + inBody + inHeaders
    }

    /// Calls the route.
    ///
    /// - Parameters:
    ///   - name: The identifier that is replaced; nil for none.
    ///   - headers: In place of the tenant's credentials.
    func send(
        by tenant: Tenant,
        replacing name: String? = nil,
        by replacement: Replacement = .missing,
        headers: HTTPFields? = nil
    ) async throws -> Answer {
        var identifiers = tenant.identifiers
        if let name {
            identifiers[name] = Self.identifier(name, replacement)
        }
        var path = path
        for (name, value) in identifiers { path = path.replacing("{\(name)}", with: value) }
        if !query.isEmpty {
            path += "?" + query.map { "\($0)=\(identifiers[$0] ?? "notes")" }.joined(separator: "&")
        }
        var fields: HTTPFields
        if let headers { fields = headers } else { fields = try await tenant.credentials() }
        if name == Self.workspaceHeader {
            fields[try .named(Self.workspaceHeader)] = Self.identifier(Self.workspaceHeader, replacement)
        }
        let bytes = try bytes(with: identifiers, &fields)
        return try await tenant.server.send(method, path, key: nil, headers: fields, bytes: bytes)
    }

    private static func identifier(_ name: String, _ replacement: Replacement) -> String? {
        switch replacement {
        case .foreign(let other): other.identifiers[name == workspaceHeader ? "workspace_id" : name]
        case .missing: missing[name] ?? missingUUID
        case .text(let text): text
        }
    }

    private func bytes(with identifiers: [String: String], _ headers: inout HTTPFields) throws -> ByteBuffer? {
        if isForm {
            let form = FormBody(file: "more.txt", Array("Nothing of note.".utf8))
            headers[.contentType] = form.contentType
            return form.bytes
        }
        guard case .object(var members)? = body else { return nil }
        for (name, value) in identifiers where members[name] != nil {
            // The names of documents in examples are those of new ones.
            members[name] = Int64(value).map(JSONValue.integer) ?? .string(value)
        }
        if members["extra_bots"] != nil { members["extra_bots"] = [] }
        return ByteBuffer(bytes: try JSONEncoder().encode(JSONValue.object(members)))
    }

    /// Expects that two answers are refusals that nobody can tell apart.
    ///
    /// Two documents have it otherwise: of somebody else's private clone the Clones API says that it may not be used, and
    /// CriaBot refuses a key that did not start the chat. Nobody can guess the identifiers of either.
    ///
    /// The identifier that was asked for may be part of the refusal.
    func expectSameRefusal(_ foreign: Answer, _ missing: Answer, of name: String, from other: Tenant) {
        if path.hasPrefix("/api/clones") {
            #expect(foreign.status == 403 && missing.status == 404, "\(self) \(name)")
            return
        }
        if name == "chat_id" {
            #expect(foreign.status == 401 && [200, 404].contains(missing.status), "\(self)")
            return
        }
        // Documents have names, and everybody may use the same ones.
        if name == "document_name" {
            #expect(missing.status == 404, "\(self)")
            return
        }
        #expect((400..<500).contains(foreign.status), "\(self) \(name) \(foreign.status)")
        #expect(foreign.status == missing.status, "\(self) \(name)")
        let asked = Self.identifier(name, .foreign(other)) ?? ""
        let missed = Self.identifier(name, .missing) ?? ""
        let expected = try? JSONParser.parse(Array(missing.text.replacing(missed, with: asked).utf8))
        #expect(foreign.json?.withoutTime == expected?.withoutTime, "\(self) \(name)")
    }
}

extension JSONValue {
    /// The value without the member that tells when it was made.
    fileprivate var withoutTime: JSONValue {
        guard case .object(var members) = self else { return self }
        members["timestamp"] = nil
        return .object(members)
    }
}
