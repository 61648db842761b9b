package import Foundation

/// Finds the files that tests read, from the place of this source file.
package enum Fixtures {
    /// The root of the package.
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A file or folder of `fixtures/`.
    package static func url(_ path: String) -> URL {
        root.appending(path: "fixtures").appending(path: path)
    }

    /// A file or folder of the shared real data beside the checkout; nil when it is not there.
    package static func sharedURL(_ path: String) -> URL? {
        existing(root.deletingLastPathComponent().appending(path: "shared").appending(path: path))
    }

    /// The folder of the default encoder that `make model` installs; nil when it is not installed.
    ///
    /// `ROOST_MODELS` names another folder of models.
    package static var modelFolder: URL? {
        let models =
            ProcessInfo.processInfo.environment["ROOST_MODELS"].map { URL(filePath: $0) }
            ?? root.appending(path: ".models")
        return existing(models.appending(path: "all-MiniLM-L6-v2"))
    }

    private static func existing(_ url: URL) -> URL? {
        FileManager.default.fileExists(atPath: url.path) ? url : nil
    }
}
