/// Why a call on the store failed.
///
/// What is *not* an error: a collection, document, bot or chat that is not there when it is looked up or deleted (the
/// calls return nil or false), and a chunk identifier that no longer exists (it is left out of the answer).
package struct StoreError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case alreadyExists, notFound, invalidArgument, dimensionMismatch, corruptData, busy, outOfSpace
            case unsupportedVersion, unavailable, internalFailure, leaseLost
        }
        private let kind: Kind
        package var description: String { kind.rawValue }

        /// Something of that name is there already.
        package static let alreadyExists = Code(kind: .alreadyExists)
        /// What the call must change is not there, or no longer.
        package static let notFound = Code(kind: .notFound)
        /// A value breaks a rule of the store; nothing was changed.
        package static let invalidArgument = Code(kind: .invalidArgument)
        /// A vector does not have the collection's dimension; nothing was changed.
        package static let dimensionMismatch = Code(kind: .dimensionMismatch)
        /// What was read is not what the store wrote: the disk or another program damaged it.
        package static let corruptData = Code(kind: .corruptData)
        /// Another process held the store for longer than the waiting time; the same call may succeed later.
        package static let busy = Code(kind: .busy)
        /// The disk is full; nothing was changed.
        package static let outOfSpace = Code(kind: .outOfSpace)
        /// The data was written by a newer release.
        package static let unsupportedVersion = Code(kind: .unsupportedVersion)
        /// The data folder cannot be opened, read or written.
        package static let unavailable = Code(kind: .unavailable)
        /// Whoever writes does so for a job that somebody else has by now; nothing was changed.
        package static let leaseLost = Code(kind: .leaseLost)
        /// A defect of the store.
        package static let internalFailure = Code(kind: .internalFailure)
    }

    package var code: Code
    /// What was expected and what was found. Never document text.
    package var message: String
    package var cause: (any Error)?

    package init(code: Code, message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String { "\(code): \(message)" }
}
