package import Foundation

/// The tensors of a safetensors file, mapped read-only. Every field of the header is checked when the file is opened.
package struct SafetensorsFile: Sendable {
    private let file: MappedFile
    private let entries: [String: SafetensorsHeader.Entry]
    private let dataOffset: Int

    /// The longest header that is read. The format's own limit is 100 MB; a model of a thousand layers needs 2 MB.
    private static let maximumHeaderByteCount = 8 << 20

    package init(_ url: URL) throws(EncoderError) {
        file = try MappedFile(url)
        let headerRange = try Self.headerRange(of: file)
        let header = file.withBytes { bytes in
            unsafe bytes.extracting(headerRange).withUnsafeBytes { unsafe Data($0) }
        }
        dataOffset = headerRange.upperBound
        entries = try Self.entries(of: header, in: file.name)
        try Self.check(entries, dataByteCount: file.byteCount - dataOffset, in: file.name)
    }

    /// True if the file has a tensor of that name.
    package func contains(_ name: String) -> Bool {
        entries[name] != nil
    }

    /// The tensor of that name.
    ///
    /// - Throws: If there is none, if its values are not of a supported type or not all finite, or if it has another
    ///   shape.
    /// - Complexity: O(values): all are read once.
    package func tensor(named name: String, shape: [Int]) throws(EncoderError) -> Tensor {
        guard let entry = entries[name] else {
            throw EncoderError(.malformedFile, file: file.name, "expected a tensor \(name), found none")
        }
        guard entry.shape == shape else {
            throw fault(name, "expected the shape \(shape), found \(entry.shape)")
        }
        guard let type = Tensor.ElementType(rawValue: entry.dtype) else {
            throw fault(name, "expected F32, F16 or BF16 values, found \(entry.dtype)")
        }
        let tensor = Tensor(file: file, offset: dataOffset + entry.dataOffsets[0], type: type, shape: shape)
        guard tensor.isFinite else { throw fault(name, "expected finite values, found infinity or NaN") }
        return tensor
    }

    /// Gives back the memory of the pages that have been read; see `MappedFile`.
    package func releaseMemory() {
        file.releaseMemory()
    }

    private func fault(_ name: String, _ message: String) -> EncoderError {
        EncoderError(.malformedFile, file: file.name, "tensor \(name): \(message)")
    }

    private static func headerRange(of file: MappedFile) throws(EncoderError) -> Range<Int> {
        guard file.byteCount >= 8 else {
            throw EncoderError(.malformedFile, file: file.name, "expected 8 bytes at least, found \(file.byteCount)")
        }
        let length = file.withBytes { bytes in
            UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(as: UInt64.self))
        }
        guard length <= UInt64(min(file.byteCount - 8, maximumHeaderByteCount)) else {
            throw EncoderError(
                .malformedFile,
                file: file.name,
                "expected a header within the file's \(file.byteCount) bytes and of \(maximumHeaderByteCount) at most, "
                    + "found a length of \(length)"
            )
        }
        return 8..<8 + Int(length)
    }

    private static func entries(
        of header: Data,
        in file: String
    ) throws(EncoderError) -> [String: SafetensorsHeader.Entry] {
        do {
            return try JSONDecoder().decode(SafetensorsHeader.self, from: header).entries
        } catch {
            throw EncoderError(.malformedFile, file: file, "expected a JSON header of tensors", cause: error)
        }
    }

    /// Checks that the tensors fill the data one after the other, without gaps or overlaps.
    private static func check(
        _ entries: [String: SafetensorsHeader.Entry],
        dataByteCount: Int,
        in file: String
    ) throws(EncoderError) {
        for (name, entry) in entries {
            if let fault = entry.fault(dataByteCount: dataByteCount) {
                throw EncoderError(.malformedFile, file: file, "tensor \(name): \(fault)")
            }
        }
        var end = 0
        for (name, entry) in entries.sorted(by: { $0.value.dataOffsets.lexicographicallyPrecedes($1.value.dataOffsets) }
        ) {
            guard entry.dataOffsets[0] == end else {
                throw EncoderError(
                    .malformedFile,
                    file: file,
                    "tensor \(name): expected data from byte \(end), found \(entry.dataOffsets)"
                )
            }
            end = entry.dataOffsets[1]
        }
        guard end == dataByteCount else {
            throw EncoderError(.malformedFile, file: file, "expected \(end) bytes of data, found \(dataByteCount)")
        }
    }
}
