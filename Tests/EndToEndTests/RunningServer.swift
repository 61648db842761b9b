import Foundation
import Glibc
import LanguageModel
import RetrievalEngine
import TestSupport

/// A `roost serve` of its own, reached over HTTP as clients reach it.
struct RunningServer: Sendable {
    private static let masterKey = "master-key-of-the-tests"

    private let url: URL
    private let process: Process
    /// What says whom requests come from.
    private var credentials: HeaderList = ["X-API-Key": masterKey]

    /// Serves on a free port while `body` runs.
    static func run<Result>(
        dataFolder: URL,
        environment: [String: String] = [:],
        _ body: (RunningServer) async throws -> Result
    ) async throws -> Result {
        let listening = Signal<URL>()
        let program = Program(
            dataFolder: dataFolder,
            environment: environment.merging(["ROOST_API_KEY": masterKey]) { $1 }
        )
        let process = try program.start(["serve", "--port", "0"]) { text in
            if let match = text.firstMatch(of: /listening on (http:\S+)/), let url = URL(string: String(match.1)) {
                listening.fire(url)
            }
        }
        defer { process.kill() }
        return try await body(RunningServer(url: listening.wait(), process: process))
    }

    private init(url: URL, process: Process) {
        self.url = url
        self.process = process
    }

    /// The same server, asked by a user of the APIs that know users.
    ///
    /// - Parameters:
    ///   - token: The user's bearer token.
    ///   - workspace: The one that is meant; nil for APIs without workspaces.
    func asked(by user: String, token: String, inWorkspace workspace: String? = nil) -> RunningServer {
        var copy = self
        copy.credentials = ["Authorization": "Bearer \(token)", "x-user-id": user]
        if let workspace {
            copy.credentials.append("X-Workspace-ID", workspace)
        }
        return copy
    }

    /// Ends the server as a power cut would, and waits for its end.
    func kill() {
        process.kill()
    }

    /// Asks the server to end.
    func terminate() {
        Glibc.kill(process.processIdentifier, SIGTERM)
    }

    /// Waits for the server's end.
    func exitCode() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// The JSON that a route answers.
    func get(_ path: String) async throws -> JSONValue {
        try await send("GET", path, body: [], Self.json(of:))
    }

    /// The JSON that a route answers.
    func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await send("POST", path, body: Array(try JSONEncoder().encode(body)), Self.json(of:))
    }

    /// The JSON that a route answers to a form with one file.
    func upload(_ name: String, _ content: String, to path: String) async throws -> JSONValue {
        let head = "--form\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n"
        let body = Array("\(head)\(content)\r\n--form--\r\n".utf8)
        return try await send("POST", path, body: body, type: "multipart/form-data; boundary=form", Self.json(of:))
    }

    private static func json(of response: IncomingResponse) async throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(try await response.body.bytes(upTo: 1 << 24)))
    }

    /// The events that a route answers, with the time at which each came.
    func events(_ path: String, _ body: JSONValue) async throws -> [(event: JSONValue, time: ContinuousClock.Instant)] {
        try await send("POST", path, body: Array(try JSONEncoder().encode(body))) { response in
            var parser = ServerSentEventParser()
            var events: [(event: JSONValue, time: ContinuousClock.Instant)] = []
            for try await bytes in response.body {
                for event in try parser.receive(bytes) {
                    events.append((try JSONDecoder().decode(JSONValue.self, from: Data(event.data.utf8)), .now))
                }
            }
            return events
        }
    }

    private func send<Result>(
        _ method: String,
        _ path: String,
        body: [UInt8],
        type: String = "application/json",
        _ read: (IncomingResponse) async throws -> Result
    ) async throws -> Result {
        var headers = credentials
        headers.append("Content-Type", type)
        let request = OutgoingRequest(method: method, url: url.appending(path: path), headers: headers, body: body)
        return try await HTTPClient().withResponse(to: request, read)
    }
}
