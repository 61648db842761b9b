package import Foundation

extension NumPyFile {
    /// Writes float32 values as a matrix that `numpy.load` reads.
    ///
    /// The file appears whole or not at all.
    ///
    /// - Parameters:
    ///   - values: `rowCount × columnCount` values, row-major.
    ///   - columnCount: Positive.
    package static func write(_ values: [Float], columnCount: Int, to url: URL) throws(NumPyFileError) {
        try write(values, elementType: "<f4", columnCount: columnCount, to: url)
    }

    /// Writes 64-bit integers as a matrix that `numpy.load` reads; else as for float32.
    package static func write(_ values: [Int64], columnCount: Int, to url: URL) throws(NumPyFileError) {
        try write(values, elementType: "<i8", columnCount: columnCount, to: url)
    }

    private static func write<Element: BitwiseCopyable>(
        _ values: [Element],
        elementType: String,
        columnCount: Int,
        to url: URL
    ) throws(NumPyFileError) {
        precondition(
            columnCount > 0 && values.count % columnCount == 0,
            "\(values.count) values in rows of \(columnCount)"
        )
        var contents = header(elementType: elementType, shape: [values.count / columnCount, columnCount])
        unsafe values.withUnsafeBytes { unsafe contents.append(contentsOf: $0) }
        do {
            try contents.write(to: url, options: .atomic)
        } catch {
            throw NumPyFileError(.inputOutput, "cannot be written", cause: error).of(url)
        }
    }

    /// A header of version 1, padded so that the array begins at a multiple of 64 bytes, as NumPy does.
    private static func header(elementType: String, shape: [Int]) -> Data {
        let lengths = shape.map(String.init).joined(separator: ", ")
        var text = "{'descr': '\(elementType)', 'fortran_order': False, 'shape': (\(lengths)), }"
        text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
        let length = UInt8(clamping: text.utf8.count)
        return Data([0x93] + Array("NUMPY".utf8) + [1, 0, length, 0] + Array(text.utf8))
    }
}
