import Foundation
import RetrievalEngine

/// A JSON Web Token in compact form, taken apart but not yet checked (RFC 7519; RFC 7515, section 7.1).
struct JSONWebToken: Sendable {
    var algorithm: String
    var keyID: String?
    var claims: [String: JSONValue]
    /// The bytes that are signed.
    var signedBytes: [UInt8]
    var signature: [UInt8]

    /// - Throws: `undecodable`, also for a header with critical extensions: none is understood (RFC 7515, 4.1.11).
    init(_ text: String) throws(BearerFailure) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = Self.bytes(base64URL: parts[2]) else { throw .undecodable }
        let header = try Self.object(parts[0])
        guard let algorithm = header["alg"]?.stringValue, header["crit"] == nil else { throw .undecodable }
        self.algorithm = algorithm
        keyID = header["kid"]?.stringValue
        claims = try Self.object(parts[1])
        signedBytes = Array("\(parts[0]).\(parts[1])".utf8)
        self.signature = signature
    }

    private static func object(_ part: Substring) throws(BearerFailure) -> [String: JSONValue] {
        guard let bytes = bytes(base64URL: part), let value = try? JSONParser.parse(bytes),
            case .object(let members) = value
        else { throw .undecodable }
        return members
    }

    /// The bytes of unpadded Base64 in its URL-safe alphabet (RFC 4648, section 5); nil for anything else.
    private static func bytes(base64URL text: Substring) -> [UInt8]? {
        guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "=") })
        else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        return Data(base64Encoded: String(base64)).map { [UInt8]($0) }
    }
}

extension JSONWebToken {
    /// What the clocks of issuer and server may differ by, in seconds.
    private static let leeway = 10.0

    /// - Parameter now: Seconds since 1970.
    /// - Throws: `expired`, `notYetValid`, and `undecodable` without a time of expiry.
    func validateTimes(now: Double) throws(BearerFailure) {
        guard let expiry = claims["exp"]?.seconds else { throw .undecodable }
        guard now < expiry + Self.leeway else { throw .expired }
        guard let start = claims["nbf"] else { return }
        guard let start = start.seconds else { throw .undecodable }
        guard start <= now + Self.leeway else { throw .notYetValid }
    }

    /// The claim `sub`; integers are taken as their digits, as older issuers write them.
    ///
    /// - Throws: `missingSubject` when there is none, or none that could be stored.
    func subject() throws(BearerFailure) -> String {
        let subject =
            switch claims["sub"] {
            case .string(let text): text
            case .integer(let number): String(number)
            default: ""
            }
        guard (1...256).contains(subject.unicodeScalars.count), !subject.contains("\0"),
            subject.contains(where: { !$0.isWhitespace })
        else { throw .missingSubject }
        return subject
    }

    /// Whether the claim `aud`, a string or a list of them, names an audience.
    func isFor(audience: String) -> Bool {
        switch claims["aud"] {
        case .string(let name): name == audience
        case .array(let names): names.contains(.string(audience))
        default: false
        }
    }
}

extension JSONValue {
    /// The number that a NumericDate is (RFC 7519, section 2).
    fileprivate var seconds: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value) where value.isFinite: value
        default: nil
        }
    }
}
