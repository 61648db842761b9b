internal import Foundation

/// Reads the JSON files of a model folder.
enum JSONFile {
    /// The largest file that is read; those of known models have some thousand bytes.
    private static let maximumByteCount = 1 << 20

    /// The file's content; nil if there is no such file.
    static func readIfPresent<Value: Decodable>(_ type: Value.Type, at url: URL) throws(EncoderError) -> Value? {
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        let file = try MappedFile(url)
        guard file.byteCount <= maximumByteCount else {
            throw EncoderError(
                .malformedFile,
                file: file.name,
                "expected \(maximumByteCount) bytes at most, found \(file.byteCount)"
            )
        }
        let data = file.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe Data($0) } }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw EncoderError(.malformedFile, file: url.lastPathComponent, reason(error), cause: error)
        }
    }

    /// The file's content.
    static func read<Value: Decodable>(_ type: Value.Type, at url: URL) throws(EncoderError) -> Value {
        guard let value = try readIfPresent(type, at: url) else {
            throw EncoderError(.unreadableFile, file: url.lastPathComponent, "expected the file, found none")
        }
        return value
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "expected a key \(path(context.codingPath + [key])), found none"
        case DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context):
            "expected a value of type \(type) at \(path(context.codingPath))"
        default:
            "expected valid JSON"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "the top" : keys.map(\.stringValue).joined(separator: ".")
    }
}
