/// Why a model could not be loaded.
package struct EncoderError: Error, Sendable, CustomStringConvertible {
    /// What kind of fault it is.
    package struct Code: Sendable, Hashable {
        private enum Kind { case unreadableFile, malformedFile, unsupportedModel, invalidTokenizer }

        private let kind: Kind

        /// The system could not read a file that the model needs; it may not be there.
        package static let unreadableFile = Code(kind: .unreadableFile)
        /// A file is damaged, or does not fit the model's other files.
        package static let malformedFile = Code(kind: .malformedFile)
        /// The files are valid and describe a model that this encoder cannot run.
        package static let unsupportedModel = Code(kind: .unsupportedModel)
        /// The tokenizer's files are damaged or do not fit the model; `cause` says more.
        package static let invalidTokenizer = Code(kind: .invalidTokenizer)
    }

    package var code: Code
    /// The name of the file or folder at fault.
    package var file: String
    /// What was expected and what was found.
    package var message: String
    package var cause: (any Error)?

    init(_ code: Code, file: String, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.file = file
        self.message = message
        self.cause = cause
    }

    package var description: String { "\(file): \(message)" }
}
