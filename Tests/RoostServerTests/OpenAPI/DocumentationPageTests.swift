import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("The documentation's page")
struct DocumentationPageTests {
    private static let files = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"]

    /// A server that has only the documentation, of itself.
    private func withPage(
        swaggerUI files: [String]?,
        _ body: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let folder = try TemporaryDirectory()
        for file in files ?? [] {
            try Data("content of \(file)".utf8).write(to: folder.url.appending(path: file))
        }
        let assets = DocumentationAssets(folder: files == nil ? nil : folder.url)
        let router = Router(context: BasicRequestContext.self)
        for route in DocumentationRoutes(documenting: [], version: "<1>", assets: assets).routes {
            router.on(RouterPath(route.path), method: route.method, use: route.handler)
        }
        try await Application(router: router).test(.router, body)
    }

    private func get(_ path: String, _ client: any TestClientProtocol) async throws -> Answer {
        try await client.execute(uri: path, method: .get) { Answer($0) }
    }

    @Test("With Swagger UI it loads what is served beside it, and nothing else")
    func swaggerUI() async throws {
        try await withPage(swaggerUI: Self.files) { client in
            let page = try await get("/docs", client)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            let links = page.text.matches(of: /(?:src|href)="([^"]*)"/).map { String($0.1) }
            #expect(links.count == 5)
            for link in links {
                #expect(link.hasPrefix("/"))
                #expect(try await get(link, client).status == 200, "\(link)")
            }
        }
    }

    @Test("Files have their types, may be kept, and are served byte for byte")
    func assets() async throws {
        try await withPage(swaggerUI: Self.files) { client in
            for (name, type) in zip(Self.files, ["text/css", "text/javascript", "image/png"]) {
                let answer = try await get("/docs/assets/\(name)", client)
                #expect(answer.headers[.contentType] == type)
                #expect(answer.headers[.cacheControl] == "public, max-age=86400")
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.text == "content of \(name)")
            }
        }
    }

    @Test(
        "Without Swagger UI, or with half of it, the page is plain, readable and escaped",
        arguments: [nil, ["swagger-ui.css"]]
    )
    func plain(files: [String]?) async throws {
        try await withPage(swaggerUI: files) { client in
            let page = try await get("/docs", client)
            #expect(page.text.contains("Roost &lt;1&gt;") && !page.text.contains("<1>"))
            #expect(page.text.contains("<b>GET</b> <code>/docs/assets/{name}</code>"))
            #expect(page.text.contains(##"<a href="#schema-Detail">"##) && page.text.contains(#"id="schema-Detail""#))
            #expect(!page.text.contains("<script"))
            #expect(page.headers[.contentSecurityPolicy]?.contains("script-src") == false)
            #expect(try await get("/docs/assets/plain.css", client).status == 200)
            for name in Self.files + ["initializer.js"] {
                let status = try await client.execute(uri: "/docs/assets/\(name)", method: .get) { $0.status }
                #expect(status != .ok)
            }
        }
    }

    @Test("Nothing may come from elsewhere", arguments: [nil, files])
    func policy(files: [String]?) async throws {
        try await withPage(swaggerUI: files) { client in
            let page = try await get("/docs", client)
            let policy = try #require(page.headers[.contentSecurityPolicy])
            #expect(policy.hasPrefix("default-src 'none'; "))
            #expect(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains("*"))
            #expect(!page.text.contains("//"))
            #expect(page.headers[try #require(HTTPField.Name("Referrer-Policy"))] == "no-referrer")
        }
    }

    @Test("The root leads to the page with the query as it is", arguments: ["", "?api_key=a%20b&x=1"])
    func root(query: String) async throws {
        try await withPage(swaggerUI: nil) { client in
            let answer = try await get("/\(query)", client)
            #expect(answer.status == 307)
            #expect(answer.headers[.location] == "/docs\(query)")
        }
    }
}

@Suite("The documentation's files", .enabled(if: TestServer.isAvailable))
struct DocumentationAssetTests {
    @Test(
        "Names that are not in the list are 404",
        arguments: [
            "none", "..", "%2e%2e", "..%2fswagger-ui.css", "%2fetc%2fpasswd", "swagger-ui.css%00", "SWAGGER-UI.CSS",
            "../../Package.swift", ".verified",
        ]
    )
    func unknownNames(name: String) async throws {
        try await TestServer.run { server in
            for method in [HTTPRequest.Method.get, .head] {
                let answer = try await server.send(method, "/docs/assets/\(name)", key: nil)
                #expect(answer.status == 404)
            }
        }
    }
}
