import DocumentStore
import Foundation
import HTTPTypes
import Hummingbird
import RetrievalEngine

/// Whom a request of the Assistants API comes from, as the gateway before the server tells in headers.
struct AssistantCaller: Sendable, Hashable {
    /// 1 to 256 Unicode scalars without white space at the ends; any string.
    let userID: String
    /// Whether the user may look at everybody's assistants.
    let isAdministrator: Bool

    /// Whose assistants the user may look at.
    var readableScope: AssistantScope { isAdministrator ? .all : ownScope }

    /// Whose assistants the user may use.
    var ownScope: AssistantScope { .owned(by: userID) }

    static let longestUserID = 256
}

extension AssistantCaller {
    static let userHeader = "x-user-id"
    static let roleHeader = "x-user-role"
    static let gatewayHeader = "x-gateway-secret"

    /// - Parameter gatewaySecret: What the gateway must have sent; nil when nobody checks that.
    /// - Throws: ``APIFailure``: 401 without the secret, then without a user; 400 for a user's name that cannot be one.
    init(of request: Request, gatewaySecret: String?) throws {
        if let gatewaySecret {
            guard isSameSecret(request.header(Self.gatewayHeader) ?? "", gatewaySecret) else {
                throw APIFailure(
                    status: .unauthorized,
                    message: "Missing or invalid header: \(Self.gatewayHeader)"
                )
            }
        }
        let userID = (request.header(Self.userHeader) ?? "").trimmed
        guard !userID.isEmpty else {
            throw APIFailure(status: .unauthorized, message: "Missing required header: \(Self.userHeader)")
        }
        try Self.validate(userID)
        self.userID = userID
        isAdministrator = Self.isAdministrative(role: request.header(Self.roleHeader) ?? "")
    }

    private static func validate(_ userID: String) throws {
        let location: [ValidationError.Element] = ["header", .name(userHeader)]
        guard userID.unicodeScalars.count <= longestUserID else {
            throw ValidationError([
                .init(
                    type: "string_too_long",
                    location: location,
                    message: "String should have at most \(longestUserID) characters",
                    input: .string(userID)
                )
            ])
        }
        // Bytes that are not UTF-8 have become U+FFFD: two users would be one.
        guard !userID.unicodeScalars.contains(where: { $0 == "\u{FFFD}" || $0 == "\0" }) else {
            throw ValidationError([.unusable(.string(userID), at: location, "a user's identifier is UTF-8 without NUL")]
            )
        }
    }

    /// Upper and lower case are the same, and so are spaces and underscores.
    private static func isAdministrative(role: String) -> Bool {
        ["admin", "super_admin", "superuser"].contains(role.trimmed.lowercased().replacing(" ", with: "_"))
    }
}

extension Request {
    fileprivate func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }
}
