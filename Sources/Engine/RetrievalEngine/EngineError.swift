/// What went wrong in the engine: a code to branch on, a message for people, and the error beneath.
public struct EngineError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that a caller may want to tell apart.
    public struct Code: Hashable, Sendable {
        private enum Kind {
            case invalidArgument, notFound, alreadyExists, unreadableDocument, modelUnavailable, modelMismatch
            case storageFailure, overloaded, internalFailure
        }
        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// An argument is outside its documented range.
        public static let invalidArgument = Code(.invalidArgument)
        /// The collection or document does not exist for this owner.
        public static let notFound = Code(.notFound)
        /// A document or collection of that name exists already.
        public static let alreadyExists = Code(.alreadyExists)
        /// The document's bytes cannot be turned into text: unsupported, encrypted, damaged, too large or empty.
        public static let unreadableDocument = Code(.unreadableDocument)
        /// The embedding model is not installed, or its files are not what they should be.
        public static let modelUnavailable = Code(.modelUnavailable)
        /// The collection was made with another embedding model than the one that is loaded.
        public static let modelMismatch = Code(.modelMismatch)
        /// The data folder cannot be read or written.
        public static let storageFailure = Code(.storageFailure)
        /// Too much work is waiting; try again later.
        public static let overloaded = Code(.overloaded)
        /// A fault of the engine itself.
        public static let internalFailure = Code(.internalFailure)
    }

    public var code: Code
    /// What was expected, what was found, and where.
    public var message: String
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { message }
}
