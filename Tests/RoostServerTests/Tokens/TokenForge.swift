import Crypto
import CryptoExtras
import Foundation
import RetrievalEngine

/// Makes JSON Web Tokens, good ones and others.
struct TokenForge {
    /// Signs the first two parts of a token.
    typealias Signer = (Data) throws -> Data

    /// A token in compact form.
    ///
    /// - Parameters:
    ///   - header: JSON.
    ///   - claims: JSON.
    static func token(header: String, claims: String, _ sign: Signer) throws -> String {
        let signed = [header, claims].map { base64URL(Data($0.utf8)) }.joined(separator: ".")
        return try signed + "." + base64URL(sign(Data(signed.utf8)))
    }

    static func base64URL(_ bytes: Data) -> String {
        bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static func hmac(_ secret: String) -> Signer {
        { Data(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: Data(secret.utf8)))) }
    }
}

/// A pair of keys whose public half an issuer would publish.
struct IssuerKey {
    var identifier: String
    var algorithm: String
    /// The entry of a JSON Web Key Set.
    var published: JSONValue
    var sign: TokenForge.Signer

    /// For ES256.
    static func elliptic(_ identifier: String) -> IssuerKey {
        let key = P256.Signing.PrivateKey()
        let point = key.publicKey.rawRepresentation
        return IssuerKey(
            identifier: identifier,
            algorithm: "ES256",
            published: [
                "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": .string(identifier),
                "x": .string(TokenForge.base64URL(point.prefix(32))),
                "y": .string(TokenForge.base64URL(point.suffix(32))),
            ]
        ) { try key.signature(for: $0).rawRepresentation }
    }

    /// For RS256.
    static func rsa(_ identifier: String) throws -> IssuerKey {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let primitives = try key.publicKey.getKeyPrimitives()
        return IssuerKey(
            identifier: identifier,
            algorithm: "RS256",
            published: [
                "kty": "RSA", "kid": .string(identifier), "n": .string(TokenForge.base64URL(primitives.modulus)),
                "e": .string(TokenForge.base64URL(primitives.publicExponent)),
            ]
        ) { try key.signature(for: $0, padding: .insecurePKCS1v1_5).rawRepresentation }
    }

    func token(claims: String, keyID: String? = nil) throws -> String {
        let header = #"{"alg":"\#(algorithm)","typ":"JWT","kid":"\#(keyID ?? identifier)"}"#
        return try TokenForge.token(header: header, claims: claims, sign)
    }

    static func keySet(_ keys: IssuerKey...) -> JSONValue {
        .object(["keys": .array(keys.map(\.published))])
    }
}
