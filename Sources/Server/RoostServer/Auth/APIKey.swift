import Crypto
package import DocumentStore
import Foundation

/// A secret that its holder sends with each request. The server keeps only the digest.
package struct APIKey: Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// A new key: 32 random bytes in URL-safe Base64, 43 characters.
    package static func makeRandom() -> APIKey {
        let bytes = unsafe SymmetricKey(size: .bits256).withUnsafeBytes { unsafe Data($0) }
        let base64 = bytes.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return APIKey(base64)
    }

    /// The SHA-256 digest of the key's UTF-8.
    ///
    /// A key of 256 random bits needs no slow or salted hash: nobody can try them all. Whoever sets a master key
    /// chooses its strength.
    package var digest: KeyDigest {
        KeyDigest(bytes: Array(SHA256.hash(data: Data(text.utf8))))
    }
}
