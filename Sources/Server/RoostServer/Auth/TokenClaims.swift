import JWTKit

/// The claims of the server's own tokens.
struct TokenClaims: JWTPayload {
    var sub: String
    var role: String?
    var aud: String
    /// Seconds since 1970, as all times.
    var iat: Int
    var exp: Int

    /// Nothing: tokens are verified by ``BearerVerifier``.
    func verify(using algorithm: some JWTAlgorithm) {}
}
