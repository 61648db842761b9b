/// Why a segment cache cannot be opened or saved.
///
/// None is a reason to give up: the index is made again from what it was made from.
package struct SegmentCacheError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: Sendable, Equatable {
        /// There is no cache in the folder.
        case missing
        /// A file cannot be opened, read or written.
        case inputOutput
        /// A file is not what was written.
        case damaged
        /// The files have a version of the format that is not known.
        case unsupportedVersion
        /// The files were written on a machine with the other order of bytes.
        case foreignByteOrder
        /// The vectors have another number of dimensions than asked for.
        case wrongDimension
        /// Somebody else is saving to the folder.
        case busy
    }

    package var code: Code
    /// What was found; reads as a sentence behind the file's name.
    package var message: String
    /// The path of the file or folder, if it is known.
    package var path: String?

    init(_ code: Code, _ message: String, path: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
    }

    package var description: String {
        "\(path ?? "the segment cache") \(message)"
    }

    /// The same error with the path of the file.
    func of(_ path: String) -> SegmentCacheError {
        SegmentCacheError(code, message, path: self.path ?? path)
    }
}
