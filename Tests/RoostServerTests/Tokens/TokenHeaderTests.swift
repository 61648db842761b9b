import Crypto
import CryptoExtras
import Foundation
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

/// Tokens whose header would have the server use a key of the client's choice (RFC 8725, sections 2 and 3).
@Suite(.timeLimit(.minutes(1)))
struct TokenHeaderTests {
    private static let claims = #"{"sub":"ann","aud":"authenticated","exp":4000000000}"#

    private func verifier(_ keys: JSONValue) -> BearerVerifier {
        var settings = TokenSettings()
        settings.publishedKeys = .document(keys)
        settings.ownSecret = Array("the server's own secret, 32 bytes and more".utf8)
        return BearerVerifier(settings)
    }

    @Test("Keys that a token brings or points at are not used, and nothing is fetched")
    func broughtKeys() async throws {
        let trusted = IssuerKey.elliptic("a")
        let forged = IssuerKey.elliptic("a")
        let key = String(decoding: try JSONEncoder().encode(forged.published), as: UTF8.self)
        let set = String(decoding: try JSONEncoder().encode(IssuerKey.keySet(forged)), as: UTF8.self)
        let verifier = verifier(IssuerKey.keySet(trusted))
        try await LoopbackServer.run {
            try await $0.reply(set)
        } _: { server in
            let url = server.url.appending(path: "jwks.json").absoluteString
            for member in ["\"jku\":\"\(url)\"", "\"x5u\":\"\(url)\"", "\"jwk\":\(key)", "\"x5c\":[\"AAAA\"]"] {
                let header = #"{"alg":"ES256","kid":"a",\#(member)}"#
                let token = try TokenForge.token(header: header, claims: Self.claims, forged.sign)
                await #expect(throws: BearerFailure.invalidSignature) { try await verifier.token(token, now: 0) }
                let good = try TokenForge.token(header: header, claims: Self.claims, trusted.sign)
                #expect(try await verifier.token(good, now: 0).subject == "ann")
            }
            #expect(server.connectionCount == 0)
        }
    }

    @Test(
        "The name of a key is a name: no path, no query, no address",
        arguments: [
            "../../../../dev/null", "/dev/null", "' OR 1=1 --", "a\\u0000", "http://127.0.0.1:1/", "A", "", "a ",
        ]
    )
    func keyNames(name: String) async throws {
        let key = IssuerKey.elliptic("a")
        let token = try key.token(claims: Self.claims, keyID: name)
        await #expect(throws: BearerFailure.invalidSignature) {
            try await verifier(IssuerKey.keySet(key)).token(token, now: 0)
        }
        // What is at such a place, an empty file, is no secret either.
        let header = #"{"alg":"HS256","kid":"\#(name)"}"#
        let empty = try TokenForge.token(header: header, claims: Self.claims, TokenForge.hmac(""))
        await #expect(throws: BearerFailure.invalidSignature) {
            try await verifier(IssuerKey.keySet(key)).token(empty, now: 0)
        }
    }

    @Test("An RSA key's public half as text is no secret for HS256")
    func publicKeyAsText() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let primitives = try key.publicKey.getKeyPrimitives()
        let published: JSONValue = [
            "kty": "RSA", "kid": "c", "n": .string(TokenForge.base64URL(primitives.modulus)),
            "e": .string(TokenForge.base64URL(primitives.publicExponent)),
        ]
        let verifier = verifier(["keys": [published]])
        let pem = key.publicKey.pemRepresentation
        for secret in [pem, pem + "\n", pem.replacing("\n", with: "")] {
            let token = try TokenForge.token(
                header: #"{"alg":"HS256","kid":"c"}"#,
                claims: Self.claims,
                TokenForge.hmac(secret)
            )
            await #expect(throws: BearerFailure.invalidSignature) { try await verifier.token(token, now: 0) }
        }
    }

    @Test(
        "No signature, or one of zeros, signs nothing",
        arguments: ["HS256", "ES256", "RS256", "EdDSA", "none", "NONE", "nOnE", ""]
    )
    func noSignature(algorithm: String) async throws {
        let keys = [IssuerKey.elliptic("a"), try IssuerKey.rsa("a")]
        let verifier = verifier(["keys": .array(keys.map(\.published))])
        for signature in [Data(), Data(count: 1), Data(count: 32), Data(count: 64), Data(count: 256)] {
            let header = #"{"alg":"\#(algorithm)","kid":"a"}"#
            let token = try TokenForge.token(header: header, claims: Self.claims) { _ in signature }
            await #expect(throws: BearerFailure.invalidSignature) { try await verifier.token(token, now: 0) }
        }
    }
}
