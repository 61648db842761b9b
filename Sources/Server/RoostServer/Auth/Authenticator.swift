import DocumentStore
package import RetrievalEngine

/// Whom a request comes from.
struct Caller: Sendable, Hashable {
    /// The key that was sent.
    var keyID: Int64
    /// The only bot it may use; nil for the master key, which may do everything.
    var botID: Int64?

    var isMaster: Bool { botID == nil }

    /// Whether the key may use a bot.
    func mayUse(_ bot: StoredBot) -> Bool {
        isMaster || botID == bot.id
    }

    /// Whether the key may use a chat: its own, or any with the master key.
    func mayUse(_ chat: StoredChat) -> Bool {
        isMaster || chat.keyID == keyID
    }
}

/// Why a request is refused with 401.
enum AuthenticationError: Error {
    /// No key was sent, where one is needed.
    case missingKey
    /// The key is not one that the server gave out, or it was revoked.
    case unknownKey
    /// The key is valid and may not do this.
    case forbidden
}

/// Tells from its key whom a request comes from.
package struct Authenticator: Sendable {
    let engine: RetrievalEngine

    package init(engine: RetrievalEngine) {
        self.engine = engine
    }

    /// The holder of a key.
    ///
    /// What is looked up and compared is the digest. However much of a stored digest the time of the look-up may tell,
    /// it does not tell a key: that would be to invert SHA-256.
    ///
    /// - Throws: ``AuthenticationError``.
    func caller(holding key: APIKey?) async throws -> Caller {
        guard let key else { throw AuthenticationError.missingKey }
        let digest = key.digest
        guard let stored = try await engine.run({ [store = engine.store] in try store.key(digest: digest) }) else {
            throw AuthenticationError.unknownKey
        }
        switch stored.kind {
        case .master: return Caller(keyID: stored.id, botID: nil)
        case .bot(let botID): return Caller(keyID: stored.id, botID: botID)
        }
    }
}
