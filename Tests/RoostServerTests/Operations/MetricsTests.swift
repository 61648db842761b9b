import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("GET /metrics", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(1)))
struct MetricsTests {
    /// The values by series, as Prometheus would take them.
    private static func series(_ server: TestServer) async throws -> [String: Double] {
        let answer = try await server.send(.get, "/metrics", key: nil)
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        var series: [String: Double] = [:]
        for line in answer.text.split(separator: "\n") where line.first != "#" {
            let place = try #require(line.lastIndex(of: " "))
            let value = try #require(Double(line[line.index(after: place)...].replacing("+Inf", with: "inf")))
            #expect(series.updateValue(value, forKey: String(line[..<place])) == nil, "\(line)")
        }
        return series
    }

    @Test("Requests are counted by pattern, and what clients make up is no label")
    func requests() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("secret-bot")
            _ = try await server.send(.get, "/bots/secret-bot/manage/about", key: "wrong")
            _ = try await server.send(.get, "/made/up/path")
            _ = try await server.send(try #require(HTTPRequest.Method("MADEUP")), "/health")
            let series = try await Self.series(server)
            let created = #"method="POST",route="/bots/{bot_name}/manage/create",status="2xx""#
            #expect(series["roost_http_requests_total{\(created)}"] == 1)
            #expect(series["roost_http_request_duration_seconds_count{\(created)}"] == 1)
            #expect(series[#"roost_http_request_duration_seconds_bucket{\#(created),le="+Inf"}"#] == 1)
            let refused = #"method="GET",route="/bots/{bot_name}/manage/about",status="4xx""#
            #expect(series["roost_http_requests_total{\(refused)}"] == 1)
            #expect(series[#"roost_http_requests_total{method="GET",route="none",status="4xx"}"#] == 1)
            #expect(series.keys.contains { $0.contains(#"method="other""#) })
            #expect(!series.keys.contains { $0.contains("secret") || $0.contains("made") || $0.contains("MADEUP") })
            // This request itself.
            #expect(series["roost_http_requests_in_progress"] == 1)
        }
    }

    @Test("Ingesting and asking shows in the stages, the tokens, the index and the files")
    func engine() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b", parameters: #""min_k": 0, "min_n": 0"#)
            let before = try await Self.series(server)
            try await server.upload("d", nodes: ["Paris is the capital of France."], to: "b")
            let chat = try await server.startChat()
            #expect(try await server.ask("What is the capital of France?", of: "b", inChat: chat).status == 200)
            let after = try await Self.series(server)
            for stage in ["chunk", "encode", "store", "retrieve", "rerank", "answer"] {
                let name = "roost_stage_duration_seconds_count{stage=\"\(stage)\"}"
                #expect(try #require(after[name]) > before[name] ?? 0, "\(stage)")
            }
            #expect(try #require(after["roost_encoder_tokens_total"]) >= 9)
            #expect(try #require(after["roost_index_memory_bytes"]) > 0)
            #expect(try #require(after["roost_cache_bytes{cache=\"queries\"}"]) > 0)
            #expect(after["roost_extractions_waiting"] == 0)
            #expect(try #require(after["roost_database_size_bytes"]) > 0)
            #expect(after["roost_compute_waiting{lane=\"interactive\"}"] == 0)
            #expect(after["roost_compute_refusals_total{lane=\"bulk\"}"] == 0)
            #expect(try #require(after["process_resident_memory_bytes"]) > 1_048_576)
            #expect(try #require(after["process_cpu_seconds_total"]) > 0)
            #expect(after.keys.contains { $0.hasPrefix("roost_build_info{version=\"\(roostVersion)\"") })
        }
    }

    @Test("Jobs are counted by kind and state")
    func jobs() async throws {
        try await TestServer.run { server in
            let job = NewJob(kind: .ingest, subject: JobSubject(owner: .local, collection: "c"), items: [])
            let somebody = JobClaimant(holder: "somebody", now: 0, leaseEnd: 4_000_000_000_000)
            for _ in 0..<2 { _ = try server.engine.store.addJob(job, now: 0, claimant: somebody) }
            let series = try await Self.series(server)
            #expect(series[#"roost_jobs{kind="ingest",state="running"}"#] == 2)
            #expect(series[#"roost_jobs{kind="compaction",state="failed"}"#] == 0)
        }
    }

    @Test("A stream whose client leaves counts as aborted, and is no longer in progress")
    func abortedStream() async throws {
        let script: LoopbackServer.Script = { exchange in
            try await exchange.sendHead()
            try await exchange.say("Paris")
            try await exchange.clientClosed.wait()
        }
        try await ScriptedModel.run(script) { server, _ in
            _ = try await server.makeBot("b", parameters: #""min_k": 0, "min_n": 0"#)
            try await server.upload("d", nodes: ["Paris is the capital of France."], to: "b")
            let body = #"{"prompt": "What is the capital?", "bot_name": "b"}"#
            let head = """
                POST /bots/chats/\(try await server.startChat())/stream HTTP/1.1\r
                Host: a\r
                X-API-Key: \(TestServer.masterKey)\r
                Content-Length: \(body.utf8.count)\r
                \r

                """
            try await RawConnection.run(port: try #require(try server.url.port)) { connection, incoming in
                try await connection.send(head + body)
                #expect(await incoming.upTo("Paris").contains("Paris"))
            }
            let route = #"method="POST",route="/bots/chats/{chat_id}/stream""#
            var series = try await Self.series(server)
            while series["roost_http_requests_total{\(route),status=\"aborted\"}"] == nil {
                series = try await Self.series(server)
            }
            #expect(series["roost_http_requests_in_progress"] == 1)
        }
    }

    @Test("A stream counts once it is whole, and is in progress until then")
    func streams() async throws {
        try await ScriptedModel.run(saying: ["Paris [1]", "."]) { server, _ in
            _ = try await server.makeBot("b", parameters: #""min_k": 0, "min_n": 0"#)
            try await server.upload("d", nodes: ["Paris is the capital of France."], to: "b")
            let path = "/bots/chats/\(try await server.startChat())/stream"
            let body = #"{"prompt": "What is the capital?", "bot_name": "b"}"#
            #expect(try await server.send(.post, path, body: body).status == 200)
            let name = #"roost_http_requests_total{method="POST",route="/bots/chats/{chat_id}/stream",status="2xx"}"#
            // The client may be told the end before the server has counted it.
            var series = try await Self.series(server)
            while series[name] == nil { series = try await Self.series(server) }
            #expect(series[name] == 1)
            #expect(series["roost_http_requests_in_progress"] == 1)
        }
    }
}
