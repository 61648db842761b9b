package import Foundation

/// Why a NumPy file cannot be read or written.
package struct NumPyFileError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: Sendable, Equatable {
        /// The file cannot be opened, read or written; `cause` says why.
        case inputOutput
        /// The file is no NumPy file.
        case notNumPy
        /// The file's format has a version that is not known.
        case unsupportedVersion
        /// The header breaks the format's rules.
        case malformedHeader
        /// The elements are not little-endian float32.
        case unsupportedElementType
        /// The array is in Fortran order or has not two axes.
        case unsupportedLayout
        /// The file is shorter than its header says.
        case truncated
    }

    package var code: Code
    /// What was found; reads as a sentence behind the file's name.
    package var message: String
    /// The file, if it is known.
    package var file: URL?
    package var cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String {
        "\(file?.path ?? "the NumPy file") \(message)" + (cause.map { ": \($0)" } ?? "")
    }

    /// The same error with the name of the file.
    func of(_ file: URL) -> NumPyFileError {
        var error = self
        error.file = file
        return error
    }
}
