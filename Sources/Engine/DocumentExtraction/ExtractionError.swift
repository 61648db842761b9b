/// Why a document gave no text.
///
/// The message is fit for the user who gave the document: it says what was expected and what was found.
package struct ExtractionError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    package enum Code: String, Sendable, CaseIterable {
        /// The document's type is none that the engine can read.
        case unsupportedType
        /// The document needs a password.
        case encrypted
        /// The document claims a type but does not follow that type's rules.
        case damaged
        /// The document is valid and holds no text: an empty file, a blank page, a scan without a text layer.
        case noText
        /// The document or what it expands to is over a limit.
        case tooLarge
        /// Reading did not end within the time limit.
        case timedOut
        /// A program that reading needs is not installed.
        case toolMissing
        /// The caller's task was cancelled.
        case cancelled
        /// The machine failed: no temporary file, no process, no thread.
        case internalFailure
    }

    package var code: Code
    package var message: String
    package var cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String {
        let reason = "\(code.rawValue): \(message)"
        guard let cause else { return reason }
        return "\(reason) (\(cause))"
    }
}
