import Foundation
import TestSupport
import Testing

@Suite(
    "roost ingest on real documents",
    .enabled(if: Fixtures.sharedURL("documents") != nil && Fixtures.modelFolder != nil)
)
struct RealDocumentTests {
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

    @Test("Every file goes in or fails as its manifest says, with the reason", .timeLimit(.minutes(5)))
    func ingestsManifest() async throws {
        let documents = try #require(Fixtures.sharedURL("documents"))
        let manifest = try JSONDecoder().decode(
            Manifest.self,
            from: Data(contentsOf: documents.appending(path: "manifest.json"))
        )
        let folder = try TemporaryDirectory()
        let roost = Program(dataFolder: folder.url)
        let paths = manifest.files.map { documents.appending(path: $0.file).path }
        let output = try await roost.run(["ingest", "--collection", "real", "--json"] + paths)
        #expect(output.status == 1)
        let files = try #require(try output.object()["files"] as? [[String: any Sendable]])
        #expect(files.count == manifest.files.count)
        for (file, expected) in zip(files, manifest.files) {
            let error = file["error"] as? String
            switch expected.expect.outcome {
            case "extract": #expect(error == nil, "\(expected.file)")
            case "fail_cleanly", "no_text": #expect(error?.isEmpty == false, "\(expected.file)")
            default: break
            }
        }
    }
}
