import CArchive
package import Foundation

/// Reads whole files that may be compressed with gzip (RFC 1952), told apart by content.
package enum GzipFile {
    /// The file's bytes, unpacked when they are compressed.
    ///
    /// - Parameter limit: The most bytes after unpacking.
    /// - Throws: `damaged` when the file cannot be read or its checksum is wrong, `tooLarge` over the limit.
    package static func contents(of file: URL, limit: Int = 4 << 30) throws(ExtractionError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try [UInt8](Data(contentsOf: file))
        } catch {
            throw ExtractionError(.damaged, "\(file.relativePath) cannot be read", cause: error)
        }
        guard bytes.starts(with: [0x1F, 0x8B]) else { return bytes }
        return try unpacked(bytes, name: file.relativePath, limit: limit)
    }

    private static func unpacked(_ bytes: [UInt8], name: String, limit: Int) throws(ExtractionError) -> [UInt8] {
        guard let archive = unsafe archive_read_new() else {
            throw ExtractionError(.internalFailure, "no memory for reading \(name)")
        }
        defer { _ = unsafe archive_read_free(archive) }
        unsafe archive_read_support_filter_gzip(archive)
        unsafe archive_read_support_format_raw(archive)
        var content: [UInt8]?
        unsafe bytes.withUnsafeBytes { bytes in
            var header: OpaquePointer?
            guard unsafe archive_read_open_memory(archive, bytes.baseAddress, bytes.count) == ARCHIVE_OK,
                unsafe archive_read_next_header(archive, &header) == ARCHIVE_OK
            else { return }
            content = unsafe data(of: archive, limit: limit)
        }
        guard let content else { throw ExtractionError(.damaged, "\(name) is no intact gzip file") }
        guard content.count <= limit else {
            throw ExtractionError(.tooLarge, "\(name) unpacks to more than \(limit) bytes, the limit")
        }
        return content
    }

    /// What is left to read, and at least one byte more than the limit when there is more; nil when it is damaged.
    private static func data(of archive: OpaquePointer, limit: Int) -> [UInt8]? {
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 18)
        while content.count <= limit {
            let read = unsafe block.withUnsafeMutableBytes { space in
                unsafe archive_read_data(archive, space.baseAddress, space.count)
            }
            guard read >= 0 else { return nil }
            guard read > 0 else { break }
            content += block[..<read]
        }
        return content
    }
}
