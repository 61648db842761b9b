import LanguageModel

extension EngineError {
    /// The answering model's error as the engine's callers know it.
    init(_ error: LanguageModelError) {
        let code: Code =
            switch error.code {
            case .unavailable: .answererUnavailable
            case .timedOut: .answererTimedOut
            case .rateLimited: .answererRateLimited
            case .contentFiltered: .contentFiltered
            case .unauthorized, .invalidRequest, .malformedResponse, .interrupted: .answererFailed
            }
        self.init(code, error.message, cause: error, retryAfter: error.retryAfter)
    }
}
