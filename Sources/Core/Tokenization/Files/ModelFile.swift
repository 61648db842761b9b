import Foundation

/// A file of a model folder, read whole, and its name for error messages.
struct ModelFile: Sendable {
    let name: String
    let bytes: [UInt8]

    init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// - Returns: nil when there is no such file.
    init?(named name: String, in folder: URL) throws(TokenizerError) {
        let url = folder.appending(path: name)
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        do {
            self.init(name: name, bytes: [UInt8](try Data(contentsOf: url)))
        } catch {
            throw TokenizerError(.unreadableFile, file: name, "expected a readable file, found: \(error)")
        }
    }

    /// The JSON value that the file holds.
    func json() throws(TokenizerError) -> JSONField {
        do {
            return JSONField(value: try JSONParser.value(of: bytes), path: "", file: name)
        } catch {
            throw TokenizerError(.malformedFile, file: name, line: error.line, error.message)
        }
    }
}
