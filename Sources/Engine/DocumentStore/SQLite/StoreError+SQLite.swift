import GRDB

extension StoreError {
    /// Runs `body` and turns what it throws into a `StoreError`.
    ///
    /// - Parameter purpose: What is being done, to complete "could not …".
    static func wrapping<Result>(_ purpose: String, _ body: () throws -> Result) throws(StoreError) -> Result {
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(error, purpose: purpose)
        }
    }

    /// Whether an error comes from the database layer.
    static func isDatabaseError(_ error: any Error) -> Bool {
        error is DatabaseError || error is RowDecodingError
    }

    init(_ error: any Error, purpose: String) {
        switch error {
        case let error as DatabaseError:
            let reason = error.message ?? "result code \(error.extendedResultCode.rawValue)"
            self.init(code: Code(error), message: "could not \(purpose): \(reason)", cause: error)
        case is RowDecodingError:
            self.init(code: .corruptData, message: "could not \(purpose): a value of an unexpected type", cause: error)
        default:
            self.init(code: .unavailable, message: "could not \(purpose)", cause: error)
        }
    }

    /// A value that was read breaks a rule that every value written obeys.
    static func corrupt(_ what: String) -> StoreError {
        StoreError(code: .corruptData, message: "the store is damaged: \(what)")
    }

    static func invalid(_ what: String) -> StoreError {
        StoreError(code: .invalidArgument, message: what)
    }
}

extension StoreError.Code {
    fileprivate init(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .outOfSpace
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corruptData
        case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_PERM, .SQLITE_READONLY: self = .unavailable
        case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH: self = .invalidArgument
        default: self = .internalFailure
        }
    }
}
