import DocumentStore
import Foundation
import RetrievalEngine

extension Authenticator {
    /// Makes sure that there is a master key: the configured one, else the one of an earlier start, else a new one.
    ///
    /// - Returns: The key when a new one was made. It is stored nowhere and must be shown to the operator now.
    package func ensureMasterKey(configured: APIKey?) async throws -> APIKey? {
        try await engine.run { [store = engine.store] in
            let now = Int64(Date().timeIntervalSince1970)
            if let configured {
                if try store.key(digest: configured.digest)?.kind != .master {
                    _ = try store.replaceMasterKey(digest: configured.digest, now: now)
                }
                return nil
            }
            guard try !store.hasMasterKey() else { return nil }
            let key = APIKey.makeRandom()
            _ = try store.replaceMasterKey(digest: key.digest, now: now)
            return key
        }
    }
}
