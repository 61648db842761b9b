import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("What a killed ingestion leaves", .enabled(if: Fixtures.modelFolder != nil))
struct DurabilityTests {
    private static let fileCount = 400

    @Test("After kill -9 and a second run, every document is there once", .timeLimit(.minutes(3)))
    func survivesKill() async throws {
        let folder = try TemporaryDirectory()
        let input = folder.url.appending(path: "input")
        try Self.writeFiles(to: input)
        let data = folder.url.appending(path: "data")
        let roost = Program(dataFolder: data)
        let arguments = ["ingest", "--collection", "c", input.path, "--json"]
        var wasCutShort = false
        for milliseconds in [300, 600, 900, 1300] {
            let process = try roost.start(arguments)
            try await Task.sleep(for: .milliseconds(milliseconds))
            wasCutShort = wasCutShort || process.isRunning
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        #expect(wasCutShort, "every run ended before it was killed: the test needs more files")
        let report = try await roost.run(arguments)
        #expect(report.status == 0, "\(report.standardError)")
        let expected = try await Self.contents(of: Self.freshData(roost: input, in: folder))
        let found = try await Self.contents(of: data)
        #expect(found.names == expected.names && found.names.count == Self.fileCount)
        #expect(found.chunkCount == expected.chunkCount)
    }

    private static func writeFiles(to input: URL) throws {
        try FileManager.default.createDirectory(at: input, withIntermediateDirectories: true)
        for number in 1...fileCount {
            let text = (1...12).map { "Buoy \(number) reported wave height \(number * $0 % 97) at hour \($0)." }
            try Data(text.joined(separator: " ").utf8).write(to: input.appending(path: "buoy-\(number).txt"))
        }
    }

    private static func freshData(roost input: URL, in folder: TemporaryDirectory) async throws -> URL {
        let data = folder.url.appending(path: "fresh")
        let output = try await Program(dataFolder: data).run("ingest", "--collection", "c", input.path)
        #expect(output.status == 0)
        return data
    }

    private static func contents(of data: URL) async throws -> (names: [String], chunkCount: Int) {
        let models = ModelCatalog(folder: Fixtures.modelFolder?.deletingLastPathComponent())
        let engine = try RetrievalEngine(configuration: .init(dataFolder: data, model: models.model()))
        let collection = try await engine.collection(named: "c", owner: .local)
        return (try await collection.documentNames().sorted(), try await collection.chunkCount())
    }
}
