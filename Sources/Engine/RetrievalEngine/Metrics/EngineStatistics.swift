package import DocumentStore
import Foundation

/// How an engine is doing at this moment.
package struct EngineStatistics: Sendable {
    /// By lane of the compute pool.
    package var lanes: [ComputePool.Lane: ComputePool.Occupancy]
    /// Documents that wait for their text to be extracted.
    package var waitingExtractionCount: Int
    /// The indexes in memory.
    package var indexes: IndexCacheSize
    package var indexFiles: IndexFileCounts
    package var files: StoreFileSizes
    /// Bytes of the weights of all embedding models in memory.
    package var modelByteCount: Int
    /// Bytes of the vectors of lately encoded texts, by what they are of: those of the default embedding model.
    package var cacheByteCounts: [String: Int]
}

extension RetrievalEngine {
    /// What was done since the engine was opened.
    package var metrics: EngineMetrics { pool.metrics }

    /// Takes no lock that is held during work, and asks the file system for sizes: it is asked for when all else waits.
    package var statistics: EngineStatistics {
        EngineStatistics(
            lanes: Dictionary(uniqueKeysWithValues: ComputePool.Lane.allCases.map { ($0, pool.occupancy(of: $0)) }),
            waitingExtractionCount: pool.extractions.waitingCount,
            indexes: indexes.size,
            indexFiles: indexFileCounts,
            files: store.fileSizes,
            modelByteCount: loadedModels.reduce(0) { $0 + $1.byteCount },
            cacheByteCounts: encoder.cacheByteCounts
        )
    }

    /// Checks that the store answers, takes a write if it did not take the last one, and can grow.
    ///
    /// - Parameter byteCount: What the file system of the data folder must have left.
    /// - Throws: ``EngineError/Code/outOfSpace``, ``EngineError/Code/storageFailure``, ``EngineError/Code/overloaded``.
    package func checkReadiness(freeByteCount byteCount: Int) async throws {
        try await run { [store] in
            try store.ping()
            if let free = store.fileSizes.freeByteCount, free < byteCount {
                throw EngineError(
                    .outOfSpace,
                    "the file system of the data folder has \(free) bytes left, at least \(byteCount) are needed"
                )
            }
        }
    }
}
