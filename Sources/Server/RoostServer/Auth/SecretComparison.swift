import Crypto
import Foundation

/// Compares a secret that a client sent with the right one.
///
/// What is compared are digests, bit by bit to their end: how long it takes tells nothing of where the two differ, nor of
/// how long the right one is. Equal are the same bytes, not strings that Unicode calls equivalent.
package func isSameSecret(_ given: String, _ secret: String) -> Bool {
    let (first, second) = (SHA256.hash(data: Data(given.utf8)), SHA256.hash(data: Data(secret.utf8)))
    return zip(first, second).reduce(0 as UInt8) { $0 | $1.0 ^ $1.1 } == 0
}
