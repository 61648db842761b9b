import Foundation

/// The lines of a file of texts.
struct TextLines {
    let texts: [String]

    /// Reads a file: lines end with LF or CR LF, the last one may lack its end, and empty lines count.
    ///
    /// Broken UTF-8 is repaired: each ill-formed sequence becomes U+FFFD, which the tokenizer drops.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` when the file cannot be read.
    init(of file: URL) throws {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: file)
        } catch {
            throw EngineError(.invalidArgument, "cannot read \(file.relativePath)", cause: error)
        }
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true {
            lines.removeLast()
        }
        texts = lines.map { line in
            String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
    }
}
