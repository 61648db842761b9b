import Foundation

extension RetrievalEngine {
    /// Runs `body` with an engine over a fresh data folder, which is removed afterwards.
    ///
    /// - Parameter configuration: The engine's but for the data folder.
    static func withTemporaryEngine<Value>(
        _ configuration: Configuration,
        _ body: (RetrievalEngine) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "roost-eval-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = configuration
        configuration.dataFolder = folder
        return try await body(RetrievalEngine(configuration: configuration))
    }
}
