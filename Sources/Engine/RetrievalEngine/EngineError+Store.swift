import DocumentStore

extension EngineError {
    /// The store's error as the engine's callers know it.
    init(_ error: StoreError) {
        let code: Code =
            switch error.code {
            case .alreadyExists: .alreadyExists
            case .notFound: .notFound
            case .invalidArgument: .invalidArgument
            case .busy: .overloaded
            case .outOfSpace: .outOfSpace
            case .internalFailure, .dimensionMismatch: .internalFailure
            default: .storageFailure
            }
        self.init(code, error.message, cause: error)
    }
}
