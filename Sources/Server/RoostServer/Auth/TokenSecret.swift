import Crypto
import DocumentStore
package import Foundation

/// The server's own secret for bearer tokens: a file of the data folder that only its owner can read.
package enum TokenSecret {
    static let fileName = "jwt-secret"

    /// The secret of a data folder, made when there is none; of two processes at once, both get the same. A file that others
    /// could read is taken away from them.
    ///
    /// - Throws: ``ConfigurationError`` when the folder cannot be read or written.
    package static func ensure(inDataFolder folder: URL) throws -> [UInt8] {
        let file = folder.appending(path: fileName)
        do {
            if let secret = try read(file) { return secret }
            try DataFolder.prepare(folder)
            let secret = Array((APIKey.makeRandom().text + "\n").utf8)
            // Releases before this one did not sync the file: a power loss may have left it empty.
            if FileManager.default.fileExists(atPath: file.path) {
                try DurableFile.replace(file, with: secret)
            } else {
                try DurableFile.create(file, secret)
            }
            if let secret = try read(file) { return secret }
            throw CocoaError(.fileReadCorruptFile)
        } catch {
            throw ConfigurationError(
                key: "ROOST_JWT_SECRET",
                reason:
                    "cannot keep a secret in \(file.path): \((error as? StoreError)?.message ?? error.localizedDescription)"
            )
        }
    }

    static func read(_ file: URL) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int ?? 0
        if mode & 0o077 != 0 {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        }
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self).trimmed
        return text.isEmpty ? nil : Array(text.utf8)
    }
}

/// Makes bearer tokens that the server takes.
package struct TokenMint: Sendable {
    private let key: SharedKey

    package init(secret: [UInt8]) {
        key = SharedKey(secret)
    }

    /// A token for a user.
    ///
    /// - Parameters:
    ///   - subject: The user.
    ///   - role: The claim `role`; nil for none.
    ///   - audience: The claim `aud`.
    ///   - lifetime: Seconds from now.
    package func token(
        subject: String,
        role: String? = nil,
        audience: String = "authenticated",
        lifetime: Int = 3600
    ) async throws -> String {
        let now = Int(Date.now.timeIntervalSince1970)
        return try await key.sign(
            TokenClaims(sub: subject, role: role, aud: audience, iat: now, exp: now + lifetime)
        )
    }
}
