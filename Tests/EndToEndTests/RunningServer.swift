import Foundation
import LanguageModel
import RetrievalEngine
import TestSupport

/// A `roost serve` of its own, reached over HTTP as clients reach it.
struct RunningServer {
    private static let masterKey = "master-key-of-the-tests"

    private let url: URL

    /// Serves on a free port while `body` runs.
    static func run<Result>(
        dataFolder: URL,
        environment: [String: String],
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
        return try await body(RunningServer(url: listening.wait()))
    }

    /// The JSON that a route answers.
    func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await send(path, body) { response in
            let bytes = try await response.body.bytes(upTo: 1 << 24)
            return try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        }
    }

    /// The events that a route answers, with the time at which each came.
    func events(_ path: String, _ body: JSONValue) async throws -> [(event: JSONValue, time: ContinuousClock.Instant)] {
        try await send(path, body) { response in
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
        _ path: String,
        _ body: JSONValue,
        _ read: (IncomingResponse) async throws -> Result
    ) async throws -> Result {
        let request = OutgoingRequest(
            method: "POST",
            url: url.appending(path: path),
            headers: ["X-API-Key": Self.masterKey, "Content-Type": "application/json"],
            body: Array(try JSONEncoder().encode(body))
        )
        return try await HTTPClient().withResponse(to: request, read)
    }
}
