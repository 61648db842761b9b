/// What went wrong in the engine: a code to branch on, a message for people, and the error beneath.
public struct EngineError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that a caller may want to tell apart.
    public struct Code: Hashable, Sendable {
        private enum Kind {
            case invalidArgument, notFound, alreadyExists, unreadableDocument, modelUnavailable, modelMismatch
            case storageFailure, outOfSpace, overloaded, internalFailure
            case answererUnavailable, answererTimedOut, answererRateLimited, answererFailed, contentFiltered
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
        /// The disk is full; nothing was changed.
        public static let outOfSpace = Code(.outOfSpace)
        /// Too much work is waiting; try again later.
        public static let overloaded = Code(.overloaded)
        /// The answering model's server cannot be reached, or failed so often that it is left alone for a while.
        public static let answererUnavailable = Code(.answererUnavailable)
        /// The answering model's server took too long.
        public static let answererTimedOut = Code(.answererTimedOut)
        /// The answering model's server refused because of its limits.
        public static let answererRateLimited = Code(.answererRateLimited)
        /// The answering model's server refused the request or the key, broke off, or sent what cannot be read.
        public static let answererFailed = Code(.answererFailed)
        /// The provider's filter refused the question or the documents.
        public static let contentFiltered = Code(.contentFiltered)
        /// A fault of the engine itself.
        public static let internalFailure = Code(.internalFailure)
    }

    public var code: Code
    /// What was expected, what was found, and where.
    public var message: String
    public var cause: (any Error)?
    /// When to try again, if that is known.
    public var retryAfter: Duration?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
        self.retryAfter = retryAfter
    }

    public var description: String { message }
}
