import Foundation
import HTTPTypes
import RetrievalEngine
import TestSupport
import Testing

/// Names that are paths.
@Suite(.enabled(if: TestServer.isAvailable), .timeLimit(.minutes(2)))
struct PathTraversalTests {
    private static let names = [
        "../escaped", "../../../../tmp/escaped", "/tmp/escaped", "..", ".", "a/../../escaped", "..\\..\\escaped",
        "%2e%2e%2fescaped",
        "escaped\0.txt", "~/escaped", "file:///etc/passwd", "roost.sqlite", "jwt-secret", "C:\\escaped",
    ]

    /// The names of all files below a folder.
    private func files(below folder: URL) throws -> Set<String> {
        Set(try FileManager.default.subpathsOfDirectory(atPath: folder.path))
    }

    @Test("Names of bots, documents and files make no file and open none")
    func names() async throws {
        let outer = try TemporaryDirectory()
        let folder = outer.url.appending(path: "a/b/data")
        try await TestServer.run(dataFolder: folder) { server in
            _ = try await server.makeBot("b")
            try await server.upload("first", nodes: ["The heron nests in May."], to: "b")
            let clone = try await server.makeClone()
            _ = try await server.train(clone, on: "first.txt", text: "The heron nests in May.")
            let before = try files(below: outer.url)
            for name in Self.names {
                let encoded = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
                let created = try await server.send(.post, "/bots/\(encoded)/manage/create", body: TestServer.models)
                #expect(created.status < 500, "\(name)")
                for path in ["manage/about", "documents/list"] {
                    let answer = try await server.send(.get, "/bots/\(encoded)/\(path)")
                    #expect(answer.status < 500 && !answer.text.contains("root:"), "\(name)")
                }
                #expect(try await server.upload(name, nodes: ["Text"], to: "b").status < 500, "\(name)")
                #expect(
                    try await server.train(clone, on: name, text: "Text of \(name.utf8.count)").status < 500,
                    "\(name)"
                )
            }
            let made = try files(below: outer.url).subtracting(before)
            #expect(made.allSatisfy { $0.hasPrefix("a/b/data/") && !$0.contains("escaped") }, "\(made)")
        }
    }

    @Test(
        "The documentation's files are those that there are, and no others",
        arguments: [
            "..%2f..%2fetc%2fpasswd", "../../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "plain.css%00.txt",
            "/etc/passwd", ".",
            "plain.css/..", "PLAIN.CSS", "Package.swift",
        ]
    )
    func documentation(name: String) async throws {
        try await TestServer.run { server in
            #expect(try await server.send(.get, "/docs/assets/plain.css", key: nil).status == 200)
            let answer = try await server.send(.get, "/docs/assets/\(name)", key: nil)
            #expect(answer.status == 404, "\(name)")
            #expect(!answer.text.contains("root:"))
        }
    }
}
