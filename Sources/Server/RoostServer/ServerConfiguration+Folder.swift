import Foundation
package import Logging

extension ServerConfiguration {
    /// Says when other users of the machine can look into the data folder. The files in it are private all the same, but
    /// their names and sizes show; the mode is the operator's, since the folder may hold more.
    package func warnOfOpenFolder(_ logger: Logger) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: dataFolder.path)
        guard let mode = attributes?[.posixPermissions] as? Int, mode & 0o077 != 0 else { return }
        logger.warning(
            "Other users of this machine can look into the data folder; chmod 700 keeps them out",
            metadata: ["data.mode": "\(String(mode & 0o777, radix: 8))"]
        )
    }
}
