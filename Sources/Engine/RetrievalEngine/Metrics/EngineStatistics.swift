package import DocumentStore
import Foundation

/// How an engine is doing at this moment.
package struct EngineStatistics: Sendable {
    /// By lane of the compute pool.
    package var lanes: [ComputePool.Lane: ComputePool.Occupancy]
    /// The indexes in memory.
    package var indexes: IndexCacheSize
    package var indexFiles: IndexFileCounts
    package var files: StoreFileSizes
    /// Bytes of the weights of all embedding models in memory.
    package var modelByteCount: Int
}

extension RetrievalEngine {
    /// What was done since the engine was opened.
    package var metrics: EngineMetrics { pool.metrics }

    /// Waits for nobody: it is asked for when everything else waits.
    package var statistics: EngineStatistics {
        EngineStatistics(
            lanes: Dictionary(uniqueKeysWithValues: ComputePool.Lane.allCases.map { ($0, pool.occupancy(of: $0)) }),
            indexes: indexes.size,
            indexFiles: indexFileCounts,
            files: store.fileSizes,
            modelByteCount: loadedModels.reduce(0) { $0 + $1.byteCount }
        )
    }

    /// Checks that the store answers and can grow.
    ///
    /// - Parameter byteCount: What the file system of the data folder must have left.
    /// - Throws: ``EngineError/Code/storageFailure``, ``EngineError/Code/overloaded``.
    package func checkReadiness(freeByteCount byteCount: Int) async throws {
        try await run { [store] in
            try store.ping()
            if let free = store.fileSizes.freeByteCount, free < byteCount {
                throw EngineError(
                    .storageFailure,
                    "the file system of the data folder has \(free) bytes left, at least \(byteCount) are needed"
                )
            }
        }
    }
}
