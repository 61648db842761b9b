package import Foundation

/// A matrix of float32 values in a NumPy file, mapped into memory.
///
/// Reads the files that `numpy.save` writes for a C-ordered array of two axes and element type `<f4`. Bytes behind the
/// array are ignored, as NumPy does.
///
/// The file must not be cut short while it is mapped: the system ends a process that reads behind the end of a file.
package struct NumPyFile: Sendable {
    package let rowCount: Int
    package let columnCount: Int
    /// The file, or a copy of its array.
    private let contents: Data
    /// Where the array begins in `contents`: a multiple of a float's alignment from an aligned address.
    private let firstByte: Int

    /// Maps a file.
    package init(reading url: URL) throws(NumPyFileError) {
        do throws(NumPyFileError) {
            try self.init(Self.map(url))
        } catch {
            throw error.of(url)
        }
    }

    /// - Parameter contents: All bytes of a file.
    package init(_ contents: Data) throws(NumPyFileError) {
        let header = try NumPyHeader(Array(contents.prefix(NumPyHeader.maximumByteCount)))
        guard header.elementType == "<f4" else {
            throw NumPyFileError(.unsupportedElementType, "holds elements of type \(header.elementType), expected <f4")
        }
        guard header.shape.count == 2 else {
            throw NumPyFileError(.unsupportedLayout, "has the shape \(header.shape), expected rows and columns")
        }
        guard !header.isColumnMajor else {
            throw NumPyFileError(.unsupportedLayout, "is in Fortran order, expected C order")
        }
        (rowCount, columnCount) = (header.shape[0], header.shape[1])
        let byteCount = try Self.arrayByteCount(header, fileByteCount: contents.count)
        if Self.isAligned(contents, at: header.byteCount) {
            (self.contents, firstByte) = (contents, header.byteCount)
        } else {
            let start = contents.startIndex + header.byteCount
            (self.contents, firstByte) = (Data(Array(contents[start..<start + byteCount])), 0)
        }
    }

    /// Calls `body` with the values of some rows, row-major.
    ///
    /// - Precondition: `rows` lies within `0..<rowCount`.
    package func withRows<Result, Failure: Error>(
        _ rows: Range<Int>,
        _ body: (Span<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
        let rowByteCount = columnCount * MemoryLayout<Float>.stride
        let bytes = firstByte + rows.lowerBound * rowByteCount..<firstByte + rows.upperBound * rowByteCount
        return try body(Span(_bytes: contents.bytes.extracting(bytes)))
    }
}

extension NumPyFile {
    private static func map(_ url: URL) throws(NumPyFileError) -> Data {
        do {
            return try Data(contentsOf: url, options: .alwaysMapped)
        } catch {
            throw NumPyFileError(.inputOutput, "cannot be read", cause: error)
        }
    }

    /// The bytes of the array, all of which have to be in the file.
    private static func arrayByteCount(_ header: NumPyHeader, fileByteCount: Int) throws(NumPyFileError) -> Int {
        var (byteCount, overflows) = (MemoryLayout<Float>.stride, false)
        for length in header.shape {
            let product = byteCount.multipliedReportingOverflow(by: length)
            overflows = overflows || product.overflow
            byteCount = product.partialValue
        }
        // Of a matrix without rows too: its columns are counted in bytes.
        overflows = overflows || (header.shape.last ?? 0) > Int.max / MemoryLayout<Float>.stride
        let available = fileByteCount - header.byteCount
        guard !overflows, byteCount <= available else {
            throw NumPyFileError(.truncated, "has \(available) bytes of data, too few for the shape \(header.shape)")
        }
        return byteCount
    }

    private static func isAligned(_ contents: Data, at offset: Int) -> Bool {
        unsafe contents.withUnsafeBytes { bytes in
            (Int(bitPattern: bytes.baseAddress) + offset) % MemoryLayout<Float>.alignment == 0
        }
    }
}
