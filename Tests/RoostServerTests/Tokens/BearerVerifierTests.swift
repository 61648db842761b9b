import Foundation
import RetrievalEngine
import RoostServer
import Synchronization
import TestSupport
import Testing

@Suite struct BearerVerifierTests {
    private static let own = "the server's own secret, 32 bytes and more"
    private static let issuers = "the secret that the issuer shares with us"
    private static let now = 1_800_000_000.0
    private static let header = #"{"alg":"HS256","typ":"JWT"}"#
    /// Claims of a good token of the issuer.
    private static let claims =
        #"{"sub":"ann","aud":"authenticated","iss":"https://id.example/auth/v1","exp":1800003600}"#

    private var settings: TokenSettings {
        var settings = TokenSettings()
        settings.ownSecret = Array(Self.own.utf8)
        settings.issuerSecret = Array(Self.issuers.utf8)
        settings.issuer = "https://id.example/auth/v1"
        return settings
    }

    private func verify(_ token: String, _ settings: TokenSettings? = nil) async throws -> BearerToken {
        try await BearerVerifier(settings ?? self.settings).token(token, now: Self.now)
    }

    @Test("Both shared secrets are good; the server's own tokens need neither audience nor issuer")
    func sharedSecrets() async throws {
        let issued = try TokenForge.token(header: Self.header, claims: Self.claims, TokenForge.hmac(Self.issuers))
        #expect(try await verify(issued).subject == "ann")
        let own = try TokenForge.token(
            header: Self.header,
            claims: #"{"sub":"7","exp":1800003600,"application_id":3}"#,
            TokenForge.hmac(Self.own)
        )
        let token = try await verify(own)
        #expect(token.subject == "7" && token.applicationID == 3 && !token.isForAudience)
    }

    @Test("A secret shorter than the hash works as HMAC has it")
    func shortSecret() async throws {
        var settings = TokenSettings()
        settings.ownSecret = Array("short".utf8)
        let token = try TokenForge.token(
            header: Self.header,
            claims: #"{"sub":"ann","exp":1800003600}"#,
            TokenForge.hmac("short")
        )
        #expect(try await verify(token, settings).subject == "ann")
    }

    @Test(
        "Claims that do not fit",
        arguments: [
            (#"{"sub":"ann","aud":"authenticated","iss":"https://id.example/auth/v1"}"#, BearerFailure.undecodable),
            (#"{"sub":"ann","aud":"authenticated","iss":"https://id.example/auth/v1","exp":1799999989}"#, .expired),
            (#"{"sub":"ann","aud":"authenticated","iss":"https://id.example/auth/v1","exp":"soon"}"#, .undecodable),
            (
                #"{"sub":"ann","aud":"authenticated","iss":"https://id.example/auth/v1","exp":1800003600,"nbf":1800000011}"#,
                .notYetValid
            ),
            (#"{"sub":"ann","aud":"anon","iss":"https://id.example/auth/v1","exp":1800003600}"#, .wrongAudience),
            (#"{"sub":"ann","aud":[],"iss":"https://id.example/auth/v1","exp":1800003600}"#, .wrongAudience),
            (#"{"sub":"ann","iss":"https://id.example/auth/v1","exp":1800003600}"#, .wrongAudience),
            (#"{"sub":"ann","aud":"authenticated","iss":"https://evil.example","exp":1800003600}"#, .wrongIssuer),
            (#"{"sub":"ann","aud":"authenticated","exp":1800003600}"#, .wrongIssuer),
            (#"{"aud":"authenticated","iss":"https://id.example/auth/v1","exp":1800003600}"#, .missingSubject),
            (
                #"{"sub":" ","aud":"authenticated","iss":"https://id.example/auth/v1","exp":1800003600}"#,
                .missingSubject
            ),
            (#"{"sub":{},"aud":"authenticated","iss":"https://id.example/auth/v1","exp":1800003600}"#, .missingSubject),
            ("[]", .undecodable), ("", .undecodable), (#"{"sub":"ann""#, .undecodable),
        ]
    )
    func claims(claims: String, expected: BearerFailure) async throws {
        let token = try TokenForge.token(header: Self.header, claims: claims, TokenForge.hmac(Self.issuers))
        await #expect(throws: expected) { try await verify(token) }
    }

    @Test("Within ten seconds clocks may differ; an audience may be one of several")
    func leeway() async throws {
        let claims =
            #"{"sub":"ann","aud":["x","authenticated"],"iss":"https://id.example/auth/v1","exp":1799999991,"nbf":1800000010}"#
        let token = try TokenForge.token(header: Self.header, claims: claims, TokenForge.hmac(Self.issuers))
        #expect(try await verify(token).isForAudience)
    }

    @Test(
        "What is no token, or signed by nobody, is refused",
        arguments: [
            "", ".", "..", "a.b.c", "a.b", "a.b.c.d", "e30.e30.", "e30.e30.AAAA",
            // {"alg":"none"} and {"alg":"None"}
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4iLCJleHAiOjE4MDAwMDM2MDB9.",
            "eyJhbGciOiJOb25lIn0.eyJzdWIiOiJhbm4iLCJleHAiOjE4MDAwMDM2MDB9.",
        ]
    )
    func noToken(text: String) async {
        await #expect(throws: BearerFailure.self) { try await verify(text) }
    }

    @Test(
        "Headers that must not be understood",
        arguments: [
            #"{"alg":"HS256","crit":["exp"],"exp":1}"#, #"{"alg":"HS512"}"#, #"{"alg":"hs256"}"#, #"{"typ":"JWT"}"#,
            #"{"alg":["HS256"]}"#, #"{"alg":"RS256"}"#, #"{"alg":"ES256"}"#, #"{"alg":"HS256","alg":"none"}"#,
        ]
    )
    func headers(header: String) async throws {
        let token = try TokenForge.token(header: header, claims: Self.claims, TokenForge.hmac(Self.issuers))
        await #expect(throws: BearerFailure.self) { try await verify(token) }
    }

    @Test("A number in a header that no integer holds does not trap")
    func hugeNumber() async throws {
        let header = #"{"alg":"HS256","x":1e300}"#
        let token = try TokenForge.token(header: header, claims: Self.claims, TokenForge.hmac(Self.issuers))
        #expect(try await verify(token).subject == "ann")
    }

    @Test("Every flipped bit makes a token worthless")
    func flippedBits() async throws {
        let token = try TokenForge.token(header: Self.header, claims: Self.claims, TokenForge.hmac(Self.issuers))
        let verifier = BearerVerifier(settings)
        for index in token.utf8.indices {
            var bytes = Array(token.utf8)
            bytes[token.utf8.distance(from: token.utf8.startIndex, to: index)] ^= 1
            // The last character of a part has bits that stand for nothing.
            if let accepted = try? await verifier.token(String(decoding: bytes, as: UTF8.self), now: Self.now) {
                #expect(accepted.subject == "ann" && token.utf8.index(after: index) == token.utf8.endIndex)
            }
        }
    }
}

@Suite("Published keys", .timeLimit(.minutes(1)))
struct PublishedKeyTests {
    private static let claims = #"{"sub":"ann","aud":"authenticated","exp":4000000000}"#

    private func verifier(_ source: TokenSettings.KeySource) -> BearerVerifier {
        var settings = TokenSettings()
        settings.publishedKeys = source
        settings.issuerSecret = Array("the secret that the issuer shares with us".utf8)
        return BearerVerifier(settings)
    }

    @Test("ES256 and RS256 tokens are good, each by the key that they name")
    func algorithms() async throws {
        let keys = [IssuerKey.elliptic("a"), IssuerKey.elliptic("b"), try IssuerKey.rsa("c")]
        let verifier = verifier(.document(["keys": .array(keys.map(\.published))]))
        for key in keys {
            #expect(try await verifier.token(key.token(claims: Self.claims), now: 0).subject == "ann")
        }
        let exchanged = try keys[0].token(claims: Self.claims, keyID: "b")
        await #expect(throws: BearerFailure.invalidSignature) { try await verifier.token(exchanged, now: 0) }
        let unknown = try keys[0].token(claims: Self.claims, keyID: "none")
        await #expect(throws: BearerFailure.invalidSignature) { try await verifier.token(unknown, now: 0) }
    }

    @Test("A public key is no secret: HS256 with it is refused, in whatever form")
    func confusion() async throws {
        let key = try IssuerKey.rsa("c")
        let verifier = verifier(.document(IssuerKey.keySet(key)))
        let document = String(decoding: try JSONEncoder().encode(key.published), as: UTF8.self)
        for secret in [document, key.published["n"]?.stringValue ?? ""] {
            let header = #"{"alg":"HS256","kid":"c"}"#
            let token = try TokenForge.token(header: header, claims: Self.claims, TokenForge.hmac(secret))
            await #expect(throws: BearerFailure.invalidSignature) { try await verifier.token(token, now: 0) }
        }
    }

    @Test("A key serves its own algorithm only, and keys of unknown kinds are passed over")
    func kinds() async throws {
        let key = IssuerKey.elliptic("a")
        var members = key.published.members
        members["alg"] = "ES384"
        let unknown: JSONValue = ["kty": "XX", "kid": "a", "alg": "ZZ"]
        let other = verifier(.document(["keys": [unknown, .object(members), [], "x"]]))
        let token = try key.token(claims: Self.claims)
        await #expect(throws: BearerFailure.invalidSignature) { try await other.token(token, now: 0) }
        let both = verifier(.document(["keys": [unknown, key.published]]))
        #expect(try await both.token(token, now: 0).subject == "ann")
        let forged = try TokenForge.token(header: #"{"alg":"ES256","kid":"a"}"#, claims: Self.claims) { _ in Data([1]) }
        await #expect(throws: BearerFailure.invalidSignature) { try await both.token(forged, now: 0) }
    }

    @Test("Keys are fetched once, however many requests need them")
    func single() async throws {
        let key = IssuerKey.elliptic("a")
        let document = String(decoding: try JSONEncoder().encode(IssuerKey.keySet(key)), as: UTF8.self)
        let script: LoopbackServer.Script = { try await $0.reply(document) }
        try await LoopbackServer.run(script) { issuer in
            let verifier = verifier(.url(issuer.url.appending(path: "auth/v1/.well-known/jwks.json")))
            let token = try key.token(claims: Self.claims)
            try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask { try await verifier.token(token, now: 0).subject }
                }
                for try await subject in group { #expect(subject == "ann") }
            }
            #expect(issuer.requests.count == 1)
        }
    }

    @Test("A new key is fetched at once, and made-up ones cost the issuer nothing")
    func rotation() async throws {
        let keys = [IssuerKey.elliptic("old"), IssuerKey.elliptic("new"), IssuerKey.elliptic("made up")]
        let documents = try [[keys[0]], [keys[0], keys[1]]].map { keys in
            String(
                decoding: try JSONEncoder().encode(["keys": JSONValue.array(keys.map(\.published))]),
                as: UTF8.self
            )
        }
        let count = Mutex(0)
        let script: LoopbackServer.Script = { exchange in
            let index = count.withLock { count in
                defer { count += 1 }
                return min(count, 1)
            }
            try await exchange.reply(documents[index])
        }
        try await LoopbackServer.run(script) { issuer in
            let verifier = verifier(.url(issuer.url.appending(path: "jwks.json")))
            for key in keys.prefix(2) {
                #expect(try await verifier.token(key.token(claims: Self.claims), now: 0).subject == "ann")
            }
            #expect(issuer.requests.count == 2)
            for _ in 0..<3 {
                let madeUp = try keys[2].token(claims: Self.claims)
                await #expect(throws: BearerFailure.invalidSignature) { try await verifier.token(madeUp, now: 0) }
            }
            #expect(issuer.requests.count == 2)
        }
    }

    @Test("Without keys nobody can tell, and that is said")
    func unavailable() async throws {
        let port = try RefusingPort()
        let url = port.url.appending(path: "jwks.json")
        let token = try IssuerKey.elliptic("a").token(claims: Self.claims)
        await #expect(throws: BearerFailure.keysUnavailable) { try await verifier(.url(url)).token(token, now: 0) }
    }
}
