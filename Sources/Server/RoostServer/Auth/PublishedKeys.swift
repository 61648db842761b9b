import Foundation
import JWTKit
import LanguageModel
import RetrievalEngine

/// The public keys of a token issuer, a JSON Web Key Set (RFC 7517, section 5).
///
/// Those behind a URL are fetched when they are first needed, again after ten minutes, and once more when a token names an
/// unknown key, which may be a new one; that at most every 30 seconds, so that made-up names cost the issuer nothing. While
/// fetching fails, the old ones stay in use. Requests that need the same fetch wait for one.
actor PublishedKeys {
    private static let lifetime = Duration.seconds(600)
    private static let pauseAfterUnknownKey = Duration.seconds(30)
    private static let pauseAfterFailure = Duration.seconds(5)
    private static let maximumByteCount = 1 << 20

    private let source: TokenSettings.KeySource
    private var keys: [VerificationKey]?
    private var fetchedAt: ContinuousClock.Instant?
    /// Until when nothing is fetched.
    private var pauseEnd: ContinuousClock.Instant?
    private var fetch: Task<[VerificationKey], any Error>?

    init(_ source: TokenSettings.KeySource) {
        self.source = source
        if case .document(let document) = source {
            keys = VerificationKey.keys(in: document)
        }
    }

    /// The key that may have signed a token; nil when there is none that can be used.
    ///
    /// - Throws: `keysUnavailable` when there are no keys, old or new.
    func key(for token: JSONWebToken) async throws -> (any JWTAlgorithm)? {
        if case .url(let url) = source {
            try await refresh(from: url, lacking: token)
        }
        guard let keys else { throw BearerFailure.keysUnavailable }
        return try? await keys.key(for: token)?.algorithm()
    }

    private func refresh(from url: URL, lacking token: JSONWebToken) async throws {
        let isFresh = fetchedAt.map { $0.duration(to: .now) < Self.lifetime } ?? false
        if isFresh, keys?.key(for: token) != nil { return }
        if fetch == nil {
            if let pauseEnd, pauseEnd > .now { return }
            // Not part of the request that needs it first: should that one be cancelled, others still wait for the keys.
            fetch = Task { try await Self.fetchKeys(from: url) }
            if isFresh {
                pauseEnd = .now + Self.pauseAfterUnknownKey
            }
        }
        guard let running = fetch else { return }
        let result = await running.result
        // Of all that waited the first one takes the result over.
        guard fetch == running else { return }
        fetch = nil
        switch result {
        case .success(let fetched):
            keys = fetched
            fetchedAt = .now
        case .failure:
            pauseEnd = .now + Self.pauseAfterFailure
        }
    }

    private static func fetchKeys(from url: URL) async throws -> [VerificationKey] {
        var configuration = HTTPClient.Configuration()
        configuration.connectTimeout = .seconds(3)
        configuration.firstByteTimeout = .seconds(5)
        configuration.idleTimeout = .seconds(5)
        let request = OutgoingRequest(url: url, headers: ["Accept": "application/json"])
        let bytes = try await HTTPClient(configuration: configuration).withResponse(to: request) { response in
            guard response.status == 200 else { throw BearerFailure.keysUnavailable }
            return try await response.body.bytes(upTo: maximumByteCount)
        }
        guard let document = try? JSONParser.parse(bytes), let keys = VerificationKey.keys(in: document) else {
            throw BearerFailure.keysUnavailable
        }
        return keys
    }
}

/// One public key and the algorithm it is for.
private struct VerificationKey: Sendable {
    var keyID: String?
    var algorithmName: String
    var key: JWK

    func algorithm() async throws -> any JWTAlgorithm {
        let identifier = JWKIdentifier(string: keyID ?? "")
        var key = key
        key.keyIdentifier = identifier
        return try await JWTKeyCollection().add(jwk: key).getKey(for: identifier, alg: algorithmName)
    }

    /// The keys of a set that can verify; those of other kinds are passed over, as RFC 7517, section 5, has it.
    ///
    /// - Returns: Nil when the document is no key set.
    static func keys(in document: JSONValue) -> [VerificationKey]? {
        guard case .array(let entries)? = document["keys"] else { return nil }
        return entries.compactMap(VerificationKey.init)
    }

    private init?(_ entry: JSONValue) {
        let curve = entry["crv"]?.stringValue
        switch (entry["kty"]?.stringValue, curve) {
        case ("EC", "P-256"): algorithmName = "ES256"
        case ("RSA", _): algorithmName = "RS256"
        case ("OKP", "Ed25519"): algorithmName = "EdDSA"
        default: return nil
        }
        guard entry["alg"] == nil || entry["alg"]?.stringValue == algorithmName,
            entry["use"]?.stringValue ?? "sig" == "sig"
        else { return nil }
        // Only what verifies: should someone publish a private key, it is not used.
        let members = ["kty", "crv", "x", "y", "n", "e"].reduce(into: ["alg": JSONValue.string(algorithmName)]) {
            $0[$1] = entry[$1]
        }
        guard let text = try? JSONEncoder().encode(JSONValue.object(members)),
            let key = try? JWK(json: String(decoding: text, as: UTF8.self))
        else { return nil }
        self.key = key
        keyID = entry["kid"]?.stringValue
    }
}

extension [VerificationKey] {
    /// The key that a token names; for a token that names none, the only one for its algorithm.
    fileprivate func key(for token: JSONWebToken) -> VerificationKey? {
        let fitting = filter { $0.algorithmName == token.algorithm }
        guard let keyID = token.keyID else { return fitting.count == 1 ? fitting[0] : nil }
        return fitting.first { $0.keyID == keyID }
    }
}
