import Foundation
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite(
    "Clones and real documents",
    .enabled(if: TestServer.isAvailable && Fixtures.sharedURL("documents") != nil),
    .timeLimit(.minutes(10))
)
struct CloneRealDocumentTests {
    private struct Manifest: Decodable {
        struct File: Decodable {
            struct Expectation: Decodable {
                var outcome: String
            }
            var file: String
            var expect: Expectation
        }
        var files: [File]
    }

    /// Files of a kind that are refused all the same, for they are empty.
    private static let refusedNames: Set<String> = ["zero-bytes.txt"]

    @Test("Each is processed, fails with a reason, or is refused, as its kind and its manifest say")
    func everyFile() async throws {
        let folder = try #require(Fixtures.sharedURL("documents"))
        let manifest = try JSONDecoder().decode(
            Manifest.self,
            from: Data(contentsOf: folder.appending(path: "manifest.json"))
        )
        try await TestServer.run { server in
            let id = try await server.makeClone()
            for file in manifest.files {
                let bytes = Array(try Data(contentsOf: folder.appending(path: file.file)))
                guard bytes.count <= 10 << 20 else { continue }
                let answer = try await server.train(id, on: file.file, bytes)
                let isOfKind = ["pdf", "docx", "txt"].contains { file.file.hasSuffix(".\($0)") }
                guard isOfKind, !Self.refusedNames.contains(file.file) else {
                    #expect(answer.status == 400, "\(file.file)")
                    continue
                }
                #expect(answer.status == 201, "\(file.file) \(answer.text)")
                let isProcessed = answer["document.status"] == "processed"
                #expect(answer["uploadResult.success"] == .bool(isProcessed))
                switch file.expect.outcome {
                case "extract": #expect(isProcessed, "\(file.file)")
                case "fail_cleanly", "no_text": #expect(!isProcessed, "\(file.file)")
                default: break
                }
            }
            #expect(try await server.integrityProblems() == [])
        }
    }
}
