import Foundation

/// A file of a model folder, read whole, and its name for error messages.
struct ModelFile: Sendable {
    let name: String
    let bytes: [UInt8]

    /// The largest file that is read; those of vocabularies of 30,000 words have half a million bytes.
    private static let maximumByteCount = 64 << 20

    init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// - Returns: nil when there is no such file.
    init?(named name: String, in folder: URL) throws(TokenizerError) {
        let url = folder.appending(path: name).resolvingSymlinksInPath()
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
            guard attributes[.type] as? FileAttributeType == .typeRegular,
                let byteCount = attributes[.size] as? Int, byteCount <= Self.maximumByteCount
            else {
                throw TokenizerError(
                    .malformedFile,
                    file: name,
                    "expected a file of \(Self.maximumByteCount) bytes at most, found a larger one or no file"
                )
            }
            self.init(name: name, bytes: [UInt8](try Data(contentsOf: url)))
        } catch let error as TokenizerError {
            throw error
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
