package import Foundation
package import RetrievalEngine

/// Which bearer tokens the server takes.
package struct TokenSettings: Sendable {
    /// Where an issuer's public keys come from.
    package enum KeySource: Sendable {
        /// A JSON Web Key Set.
        case document(JSONValue)
        /// Where such a set is published.
        case url(URL)
    }

    /// The server's own secret, by which `roost token` signs; nil until it is made.
    package var ownSecret: [UInt8]?
    /// The secret that the issuer shares.
    package var issuerSecret: [UInt8]?
    package var publishedKeys: KeySource?
    /// Whom the issuer's tokens must be for.
    package var audience = "authenticated"
    /// Who must have issued them; nil for whoever has the key.
    package var issuer: String?

    package init() {}
}

extension Settings {
    /// - `roost.jwtSecret` (text, secret; made and kept in the data folder when unset).
    /// - `supabase.jwtSecret` (text, secret), `supabase.url` (URL), `supabase.jwks` (a JSON Web Key Set) or
    ///   `supabase.jwksFile` (a file of one), `supabase.jwtAud` (text, default `authenticated`), `supabase.jwtIss` (text,
    ///   default `{supabase.url}/auth/v1`): whose tokens are taken besides.
    ///
    /// - Throws: ``ConfigurationError``.
    func tokenSettings() async throws -> TokenSettings {
        var tokens = TokenSettings()
        tokens.ownSecret = try await secret("roost.jwtSecret")
        tokens.issuerSecret = try await secret("supabase.jwtSecret")
        let project = try await text("supabase.url")?.trimmed
        if let project {
            let base = try await url("supabase.url", default: project)
            tokens.publishedKeys = .url(base.appending(path: "auth/v1/.well-known/jwks.json"))
            tokens.issuer = base.appending(path: "auth/v1").absoluteString
        }
        if let file = try await text("supabase.jwksFile") {
            tokens.publishedKeys = .document(try Self.keySet(inFile: file))
        }
        if let text = try await text("supabase.jwks") {
            tokens.publishedKeys = .document(try Self.keySet(Array(text.utf8), key: "SUPABASE_JWKS"))
        }
        tokens.audience = try await text("supabase.jwtAud") ?? tokens.audience
        tokens.issuer = try await text("supabase.jwtIss") ?? tokens.issuer
        return tokens
    }

    private func secret(_ key: String) async throws -> [UInt8]? {
        try await text(key, isSecret: true).map { Array($0.utf8) }
    }

    private static func keySet(inFile path: String) throws -> JSONValue {
        let key = "SUPABASE_JWKS_FILE"
        do {
            return try keySet(Array(Data(contentsOf: URL(filePath: path))), key: key)
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError(key: key, reason: "cannot read \(path): \(error.localizedDescription)")
        }
    }

    private static func keySet(_ bytes: [UInt8], key: String) throws -> JSONValue {
        guard let document = try? JSONParser.parse(bytes), case .array? = document["keys"] else {
            throw ConfigurationError(key: key, reason: #"expected a JSON Web Key Set such as {"keys": […]}"#)
        }
        return document
    }
}
