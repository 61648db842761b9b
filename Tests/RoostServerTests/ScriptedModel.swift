import Foundation
import RetrievalEngine
import RoostServer
import TestSupport

/// An OpenAI-compatible server that says what a test wants, and the settings of a Roost that asks it.
struct ScriptedModel {
    static let key = "sk-provider-0123456789"

    /// Runs a Roost whose answers come from `script`.
    static func run(
        _ script: @escaping LoopbackServer.Script,
        _ body: @Sendable (TestServer, LoopbackServer) async throws -> Void
    ) async throws {
        try await LoopbackServer.run(script) { provider in
            var settings = ServerConfiguration()
            settings.answering = .openAI(
                .init(name: "scripted", baseURL: provider.url.appending(path: "v1"), key: key)
            )
            try await TestServer.run(settings, isLive: true) { server in
                try await body(server, provider)
            }
        }
    }

    /// Runs a Roost whose model says these pieces of text.
    static func run(
        saying pieces: [String],
        _ body: @Sendable (TestServer, LoopbackServer) async throws -> Void
    ) async throws {
        try await run({ try await $0.say(pieces) }, body)
    }
}

extension LoopbackExchange {
    /// Streams a whole reply in OpenAI's form.
    ///
    /// - Parameter afterHead: Whether the head was sent already.
    func say(_ pieces: [String], afterHead: Bool = false) async throws {
        if !afterHead {
            try await sendHead()
        }
        for piece in pieces {
            try await say(piece)
        }
        let end = #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
        try await sendChunk(Array("data: \(end)\n\n".utf8))
        let usage = #"{"prompt_tokens":111,"completion_tokens":22,"total_tokens":133}"#
        try await sendChunk(Array("data: {\"choices\":[],\"usage\":\(usage)}\n\ndata: [DONE]\n\n".utf8))
        try await endChunks()
    }

    /// Streams one piece of text.
    func say(_ piece: String) async throws {
        let quoted = String(decoding: try JSONEncoder().encode(piece), as: UTF8.self)
        try await sendChunk(Array("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\(quoted)}}]}\n\n".utf8))
    }
}
