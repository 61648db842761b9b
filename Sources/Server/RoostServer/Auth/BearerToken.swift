import RetrievalEngine

/// What a bearer token says about whoever holds it, after it was checked.
package struct BearerToken: Sendable, Hashable {
    /// The user, as the issuer names them.
    package var subject: String
    /// The claim `application_id`, of clients that stand for an application.
    package var applicationID: Int64?
    /// Whether the token is for the configured audience; tokens of the server's own need not be for any.
    package var isForAudience: Bool
}

/// Why a request is refused for its bearer token.
package enum BearerFailure: Error, Equatable {
    /// There is no header `Authorization`.
    case missing
    /// The header is not `Bearer` and a token.
    case malformedHeader
    /// The token is no JSON Web Token, or lacks a claim that it must have.
    case undecodable
    /// No key that the server trusts for the token's algorithm signed it.
    case invalidSignature
    case expired
    case notYetValid
    case wrongAudience
    case wrongIssuer
    case missingSubject
    /// The issuer's keys could not be fetched: nobody can tell whether the token is good.
    case keysUnavailable
}
