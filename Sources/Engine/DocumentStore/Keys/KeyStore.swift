/// Remembers which API keys are valid. It only ever sees digests: the keys themselves are known to their holders.
package protocol KeyStore: Sendable {
    /// The key with this digest; nil when there is none or it was revoked.
    func key(digest: KeyDigest) throws(StoreError) -> StoredKey?

    /// Makes this the only master key. Chats of an earlier master key remain, reachable with the new one.
    func replaceMasterKey(digest: KeyDigest, now: Int64) throws(StoreError) -> StoredKey

    /// Whether a master key was ever set.
    func hasMasterKey() throws(StoreError) -> Bool
}

/// The SHA-256 digest of an API key.
package struct KeyDigest: Hashable, Sendable {
    package let bytes: [UInt8]

    /// - Precondition: `bytes.count == 32`.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a SHA-256 digest has 32 bytes, not \(bytes.count)")
        self.bytes = bytes
    }
}

/// What a valid key may do.
package struct StoredKey: Hashable, Sendable, Identifiable {
    package enum Kind: Hashable, Sendable {
        case master
        case bot(botID: Int64)
    }

    /// Never used again for another key.
    package var id: Int64
    package var kind: Kind
    /// Unix seconds.
    package var createdAt: Int64
}
