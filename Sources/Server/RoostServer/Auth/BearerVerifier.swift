import Foundation
import HTTPTypes
import Hummingbird
import JWTKit
import RetrievalEngine

/// Tells from a bearer token whom a request comes from (RFC 6750, section 2.1; RFC 7519).
///
/// A token's algorithm decides which keys may have signed it: shared secrets for HS256, published keys for ES256, RS256 and
/// EdDSA, nothing for the rest. No key is ever tried with an algorithm that it is not for (RFC 8725, section 3.1).
package struct BearerVerifier: Sendable {
    private let ownKey: SharedKey?
    private let issuerKey: SharedKey?
    private let publishedKeys: PublishedKeys?
    private let audience: String
    private let issuer: String?

    package init(_ settings: TokenSettings) {
        ownKey = settings.ownSecret.map(SharedKey.init)
        issuerKey = settings.issuerSecret.map(SharedKey.init)
        publishedKeys = settings.publishedKeys.map { PublishedKeys($0) }
        audience = settings.audience
        issuer = settings.issuer
    }

    /// The token of a request.
    ///
    /// - Throws: ``BearerFailure``.
    func token(of request: Request) async throws -> BearerToken {
        guard let header = request.headers[.authorization] else { throw BearerFailure.missing }
        let parts = header.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw BearerFailure.malformedHeader }
        return try await token(String(parts[1]), now: Date.now.timeIntervalSince1970)
    }

    /// - Parameters:
    ///   - text: A JSON Web Token in compact form.
    ///   - now: Seconds since 1970.
    /// - Throws: ``BearerFailure``.
    package func token(_ text: String, now: Double) async throws -> BearerToken {
        let token = try JSONWebToken(text)
        let isOwn = try await isOwn(token)
        try token.validateTimes(now: now)
        let isForAudience = token.isFor(audience: audience)
        if !isOwn {
            guard isForAudience else { throw BearerFailure.wrongAudience }
            guard issuer == nil || token.claims["iss"]?.stringValue == issuer else { throw BearerFailure.wrongIssuer }
        }
        return BearerToken(
            subject: try token.subject(),
            applicationID: token.claims["application_id"]?.integerValue,
            isForAudience: isForAudience
        )
    }

    /// Checks the signature.
    ///
    /// - Returns: Whether the server's own secret made it, not the issuer's.
    /// - Throws: `invalidSignature`, `keysUnavailable`.
    private func isOwn(_ token: JSONWebToken) async throws -> Bool {
        switch token.algorithm {
        case "HS256":
            if try await ownKey?.verifies(token) == true { return true }
            if try await issuerKey?.verifies(token) == true { return false }
        case "ES256", "RS256", "EdDSA":
            // What is no signature of the key's form is an error to the library; to us it is a wrong one.
            if let key = try await publishedKeys?.key(for: token),
                (try? key.verify(token.signature, signs: token.signedBytes)) == true
            {
                return false
            }
        default: break
        }
        throw BearerFailure.invalidSignature
    }
}

/// A secret that signs and verifies with HMAC-SHA-256 (RFC 7518, section 3.2).
struct SharedKey: Sendable {
    private let keys: JWTKeyCollection
    private let key: HMACKey

    init(_ secret: [UInt8]) {
        // HMAC fills a shorter key up with zeros (RFC 2104, section 2); the library wants it to be as long as the hash.
        let length = max(32, secret.count)
        key = HMACKey(from: secret + Array(repeating: 0, count: length - secret.count))
        keys = JWTKeyCollection()
    }

    func verifies(_ token: JSONWebToken) async throws -> Bool {
        try await algorithm().verify(token.signature, signs: token.signedBytes)
    }

    /// A token in compact form.
    func sign(_ claims: some JWTPayload) async throws -> String {
        await keys.add(hmac: key, digestAlgorithm: .sha256)
        return try await keys.sign(claims)
    }

    private func algorithm() async throws -> any JWTAlgorithm {
        await keys.add(hmac: key, digestAlgorithm: .sha256)
        return try await keys.getKey()
    }
}
