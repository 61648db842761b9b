package import Foundation
import NIOCore

/// The files that the documentation's page loads, in memory: nothing of a request ever becomes a path.
package struct DocumentationAssets: Sendable {
    struct Asset: Sendable {
        /// The media type.
        var type: String
        var content: ByteBuffer
    }

    private var assets = ["plain.css": Asset(type: "text/css", content: ByteBuffer(string: PlainPage.style))]

    /// The files of Swagger UI that are served, with their media types.
    private static let swaggerUI = [
        "swagger-ui.css": "text/css",
        "swagger-ui-bundle.js": "text/javascript",
        "favicon-32x32.png": "image/png",
    ]

    /// - Parameter folder: Where Swagger UI is; without it, or if a file is missing, there is only the plain page.
    package init(folder: URL?) {
        guard let folder, let files = Self.swaggerUI(in: folder) else { return }
        assets.merge(files) { own, _ in own }
        assets["initializer.js"] = Asset(type: "text/javascript", content: ByteBuffer(string: SwaggerPage.script))
    }

    var haveSwaggerUI: Bool { assets["initializer.js"] != nil }

    subscript(name: String) -> Asset? { assets[name] }

    private static func swaggerUI(in folder: URL) -> [String: Asset]? {
        var files: [String: Asset] = [:]
        for (name, type) in swaggerUI {
            guard let data = try? Data(contentsOf: folder.appending(path: name)) else { return nil }
            files[name] = Asset(type: type, content: ByteBuffer(bytes: data))
        }
        return files
    }
}

extension DocumentationAssets {
    /// What `make swagger-ui` installed, looked for in the working directory and in each folder above the executable.
    package static let installed: DocumentationAssets = {
        let folder = foldersToSearch.map { $0.appending(path: ".build-swagger-ui") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
        return DocumentationAssets(folder: folder)
    }()

    private static var foldersToSearch: [URL] {
        var folders = [URL(filePath: FileManager.default.currentDirectoryPath)]
        guard let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return folders }
        var folder = executable.deletingLastPathComponent()
        while folder.path != "/" {
            folders.append(folder)
            folder.deleteLastPathComponent()
        }
        return folders
    }
}
