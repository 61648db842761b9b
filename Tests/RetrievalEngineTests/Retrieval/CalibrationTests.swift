import Foundation
import Ranking
import RetrievalEngine
import TestSupport
import Testing

@Suite("Calibration", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct CalibrationTests {
    private let folder: TemporaryDirectory
    private let installed: URL

    init() throws {
        folder = try TemporaryDirectory()
        installed = try #require(Fixtures.modelFolder)
    }

    private static let record = Fixtures.root.appending(path: "Benchmarks/calibration/all-MiniLM-L6-v2.json")

    @Test("The default model's is the one whose origin is on record")
    func onRecord() throws {
        let record = try JSONDecoder().decode(CalibrationRecord.self, from: Data(contentsOf: Self.record))
        #expect(record.relevance == RelevanceModel(modelName: record.model))
        #expect(record.model == ModelCatalog.defaultModelName)
        #expect(
            record.modelSHA256 == (try ModelCatalog(folder: installed.deletingLastPathComponent()).model().checksum())
        )
    }

    /// A folder of models in which the default model has a calibration of its own.
    private func engine(calibration: String) throws -> RetrievalEngine {
        let models = folder.url.appending(path: UUID().uuidString)
        let model = models.appending(path: ModelCatalog.defaultModelName)
        try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: installed.path) {
            try FileManager.default.createSymbolicLink(
                at: model.appending(path: name),
                withDestinationURL: installed.appending(path: name)
            )
        }
        try Data(calibration.utf8).write(to: model.appending(path: "roost-calibration.json"))
        return try RetrievalEngine(
            configuration: .init(
                dataFolder: models.appending(path: "data"),
                model: ModelCatalog(folder: models).model()
            )
        )
    }

    @Test("A model's folder may hold its own, which then is the scale of the scores")
    func ofAFolder() async throws {
        var record = try JSONDecoder().decode(CalibrationRecord.self, from: Data(contentsOf: Self.record))
        record.relevance.firstStage = RelevanceCalibration(slope: .init(constant: 0.001), level: .init(constant: -2))
        let engine = try engine(calibration: record.json())
        let collection = try await engine.collection(named: "c", owner: .local, createIfMissing: true)
        try await collection.ingest("owl", "Owls hunt mice at night.")
        let passage = try #require(try await collection.passages(for: "When do owls hunt mice?").first)
        #expect(abs(passage.scores.similarity - 1 / (1 + exp(2))) < 0.002)
    }

    @Test("One that cannot be read is refused with the file's name", arguments: ["{}", "no", "slope"])
    func damaged(text: String) throws {
        var calibration = text
        if text == "slope" {
            let whole = try String(contentsOf: Self.record, encoding: .utf8)
            calibration = whole.replacing("\"constant\" : ", with: "\"constant\" : 1e9, \"x\" : ")
            #expect(calibration != whole)
        }
        let error = #expect(throws: EngineError.self) { try engine(calibration: calibration) }
        #expect(error?.code == .modelUnavailable && error?.message.contains("roost-calibration.json") == true)
    }

    @Test("Fitting tells answers from what other collections have, and says what it was fitted on")
    func fits() async throws {
        let sets = folder.url.appending(path: "nodes")
        try FileManager.default.createDirectory(at: sets, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Fixtures.root.appending(path: "Benchmarks/calibration/faq.json"),
            to: sets.appending(path: "faq.json")
        )
        let models = ModelCatalog(folder: installed.deletingLastPathComponent())
        let record = try await RelevanceCalibrator(
            folders: [sets],
            configuration: .init(dataFolder: folder.url, model: models.model())
        ).run { _, _, _ in }
        #expect(record.sets.map(\.name) == ["nodes"] && record.sets[0].sha256.count == 64)
        #expect(record.relevance != RelevanceModel(modelName: record.model))
        let answered = try #require(record.checks["nodes: all_nodes"]?.kept)
        let silent = try #require(record.checks["nodes: chatter"]?.silent)
        #expect(answered > 0.7 && silent > 0.7)
    }
}
