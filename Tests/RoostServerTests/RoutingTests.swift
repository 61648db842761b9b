import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite(.enabled(if: TestServer.isAvailable))
struct RoutingTests {
    @Test("Health has the document's shape and needs no key")
    func health() async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.get, "/health", key: nil)
            #expect(answer.status == 200)
            #expect(answer.members == ["status", "uptime", "version"])
            #expect(answer["status"] == .string("ok"))
            #expect(answer["version"] == .string("1.0.0"))
            #expect(try await server.send(.get, "/health_check", key: nil).text == "Pong!")
        }
    }

    @Test("HEAD is GET without the body")
    func head() async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.head, "/health", key: nil)
            #expect(answer.status == 200)
            #expect(answer.text.isEmpty)
        }
    }

    @Test("An unknown path is 404", arguments: ["/nothing", "/bots", "/bots/a%2Fb/manage/about", "/bots/chats"])
    func unknownPath(path: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.get, path)
            #expect(answer.status == 404)
            #expect(answer.text == #"{"detail":"Not Found"}"#)
        }
    }

    @Test(
        "A wrong method is 405 and names the right ones",
        arguments: [
            ("/health", "GET, HEAD"), ("/bots/x/manage/create", "POST"), ("/bots/chats/start", "POST"),
            ("/bots/x/documents/list/", "GET, HEAD"),
        ]
    )
    func wrongMethod(path: String, allowed: String) async throws {
        try await TestServer.run { server in
            for method in [HTTPRequest.Method.put, .options] {
                let answer = try await server.send(method, path, key: nil)
                #expect(answer.status == 405)
                #expect(answer.text == #"{"detail":"Method Not Allowed"}"#)
                #expect(answer.headers[.allow] == allowed)
            }
        }
    }

    @Test("A slash at the end makes no difference")
    func trailingSlash() async throws {
        try await TestServer.run { server in
            #expect(try await server.send(.get, "/health/", key: nil).status == 200)
            _ = try await server.makeBot("slash")
            #expect(try await server.send(.get, "/bots/slash/manage/about/").status == 200)
            let answer = try await server.send(.delete, "/bots/slash/documents/delete/?document_name=My+File.docx")
            #expect(answer["code"] == .string("FILE_NOT_FOUND"))
        }
    }

    @Test("Names in paths are percent-decoded")
    func percentEncoding() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("M%C3%BCller%20%26%20Co")
            let answer = try await server.send(.get, "/bots/M%C3%BCller%20%26%20Co/manage/about")
            #expect(answer["about.info.name"] == .string("Müller & Co"))
        }
    }

    @Test("A bot may be called like a segment of another route", arguments: ["chats", "start", "manage"])
    func ambiguousName(name: String) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot(name)
            #expect(try await server.send(.get, "/bots/\(name)/documents/list").status == 200)
        }
    }

    @Test("Pages of any origin may call, errors included")
    func crossOrigin() async throws {
        try await TestServer.run { server in
            let origin: HTTPFields = [.origin: "https://moodle.example"]
            for path in ["/health", "/nothing", "/bots/none/manage/about"] {
                let answer = try await server.send(.get, path, headers: origin)
                #expect(answer.headers[.accessControlAllowOrigin] == "https://moodle.example")
            }
            var preflight = origin
            preflight[.accessControlRequestMethod] = "PATCH"
            preflight[.accessControlRequestHeaders] = "x-api-key,content-type"
            let answer = try await server.send(.options, "/bots/x/manage/update", key: nil, headers: preflight)
            #expect(answer.status == 200)
            #expect(answer.headers[.accessControlAllowHeaders] == "x-api-key,content-type")
            #expect(answer.headers[.accessControlAllowMethods]?.contains("PATCH") == true)
        }
    }
}
