import CArchive

/// Reads a ZIP archive that lies in memory.
///
/// Only the seeking reader is used: it starts from the central directory, so a truncated archive is refused rather
/// than read halfway.
struct ZipArchive {
    private let bytes: [UInt8]
    private let limits: ExtractionLimits

    init(_ bytes: [UInt8], limits: ExtractionLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The names of all files.
    func names() throws(ExtractionError) -> [String] {
        var names: [String] = []
        try forEachEntry { entry throws(ExtractionError) in names.append(entry.name) }
        return names
    }

    /// Unpacks the files whose names are wanted.
    ///
    /// - Throws: `damaged`, `encrypted`, or `tooLarge` when a file is over `limits.partByteCount`, or over 1 MiB and
    ///   more than `limits.expansionRatio` times the archive, or when all wanted files together are over twice the one limit,
    ///   or over 8 MiB and that ratio: a decompression bomb, also one whose files overlap.
    func parts(where isWanted: (String) -> Bool) throws(ExtractionError) -> [String: [UInt8]] {
        var parts: [String: [UInt8]] = [:]
        var total = 0
        try forEachEntry { entry throws(ExtractionError) in
            guard isWanted(entry.name), parts[entry.name] == nil else { return }
            let part = try entry.content(limit: partLimit)
            total += part.count
            if total > totalLimit { throw .decompressionBomb }
            parts[entry.name] = part
        }
        return parts
    }

    private var partLimit: Int { min(limits.partByteCount, max(1 << 20, expandedByteCount)) }

    private var totalLimit: Int { min(2 * limits.partByteCount, max(8 << 20, expandedByteCount)) }

    /// What an archive of this size may hold.
    private var expandedByteCount: Int {
        let (product, isTooLarge) = bytes.count.multipliedReportingOverflow(by: limits.expansionRatio)
        return isTooLarge ? .max : product
    }

    private func forEachEntry(_ body: (borrowing ZipEntry) throws(ExtractionError) -> Void) throws(ExtractionError) {
        guard let archive = unsafe archive_read_new() else {
            throw ExtractionError(.internalFailure, "no memory for reading a ZIP archive")
        }
        defer { _ = unsafe archive_read_free(archive) }
        unsafe archive_read_support_format_zip_seekable(archive)
        var result: Result<Void, ExtractionError> = .success(())
        unsafe bytes.withUnsafeBytes { bytes in
            guard unsafe archive_read_open_memory(archive, bytes.baseAddress, bytes.count) == ARCHIVE_OK else {
                result = .failure(.damagedZip)
                return
            }
            do throws(ExtractionError) {
                try unsafe readEntries(of: archive, body)
            } catch {
                result = .failure(error)
            }
        }
        try result.get()
    }

    private func readEntries(
        of archive: OpaquePointer,
        _ body: (borrowing ZipEntry) throws(ExtractionError) -> Void
    ) throws(ExtractionError) {
        var count = 0
        while true {
            var header: OpaquePointer?
            let status = unsafe archive_read_next_header(archive, &header)
            if status == ARCHIVE_EOF { break }
            guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let header = unsafe header else { throw .damagedZip }
            count += 1
            if count > limits.partCount {
                throw ExtractionError(.tooLarge, "the ZIP archive holds more than \(limits.partCount) files, the limit")
            }
            guard let name = unsafe archive_entry_pathname(header) else { continue }
            try body(
                unsafe ZipEntry(archive: archive, header: header, name: String(cString: name))
            )
        }
        if count == 0 { throw .damagedZip }
    }
}

/// One file of an archive, valid until the next one is read.
@safe struct ZipEntry: ~Copyable {
    private let archive: OpaquePointer
    private let header: OpaquePointer
    let name: String

    fileprivate init(archive: OpaquePointer, header: OpaquePointer, name: String) {
        unsafe self.archive = archive
        unsafe self.header = header
        self.name = name
    }

    func content(limit: Int) throws(ExtractionError) -> [UInt8] {
        if unsafe archive_entry_is_data_encrypted(header) != 0 {
            throw ExtractionError(.encrypted, "the document is packed with a password; save it without one")
        }
        var content: [UInt8] = []
        while true {
            let previous = content.count
            let step = min(1 << 18, limit + 1 - previous)
            content.append(contentsOf: repeatElement(0, count: step))
            let read = unsafe content.withUnsafeMutableBytes { space in
                let target = unsafe UnsafeMutableRawBufferPointer(rebasing: space[previous...])
                return unsafe archive_read_data(archive, target.baseAddress, target.count)
            }
            // libarchive returns negative codes for errors, checksum mismatches included.
            guard read >= 0 else { throw .damagedZip }
            content.removeLast(step - read)
            if content.count > limit { throw .decompressionBomb }
            if read == 0 { return content }
        }
    }
}

extension ExtractionError {
    static var damagedZip: ExtractionError {
        ExtractionError(.damaged, "the document is a broken or truncated ZIP archive")
    }

    static var decompressionBomb: ExtractionError {
        ExtractionError(.tooLarge, "the document unpacks to far more data than any real one: a decompression bomb")
    }
}
