import HTTPTypes
import Hummingbird
import RetrievalEngine

/// A failure in CriaBot's words.
struct CriaBotError: Error {
    var status: HTTPResponse.Status
    var code: ResultCode
    var message: String
    /// Why a key was refused.
    var detail: String?
    /// When to try again.
    var retryAfter: Duration?
    /// Those that do not follow from the rest.
    var headers: HTTPFields = [:]
    /// What went wrong beneath; for the log only.
    var cause: (any Error)?
}

extension CriaBotError {
    static func unknownBot(_ name: String) -> Self {
        Self(status: .notFound, code: .notFound, message: "There is no bot '\(name)'.")
    }

    static func unknownChat(_ identifier: String) -> Self {
        Self(status: .notFound, code: .notFound, message: "There is no chat '\(identifier)', or it has expired.")
    }

    static func unknownDocument(_ name: String) -> Self {
        Self(status: .notFound, code: .fileNotFound, message: "There is no document '\(name)' in the index.")
    }

    static func duplicateBot(_ name: String) -> Self {
        Self(status: .conflict, code: .duplicate, message: "There is a bot '\(name)' already.")
    }

    static func duplicateDocument(_ name: String) -> Self {
        Self(status: .conflict, code: .duplicate, message: "There is a document '\(name)' in the index already.")
    }

    static func unknownModel(_ field: String, _ identifier: Int) -> Self {
        Self(status: .badRequest, code: .invalidModel, message: "There is no model with the \(field) \(identifier).")
    }

    static func invalidFileData(_ message: String) -> Self {
        Self(status: .badRequest, code: .invalidFileData, message: message)
    }

    static func invalidRequest(_ message: String) -> Self {
        Self(status: .badRequest, code: .invalidRequest, message: message)
    }
}

extension CriaBotError {
    /// The failure on a connection that was watched for its client's leaving, and that cannot be used again.
    var closingConnection: Self {
        var failure = self
        failure.headers[.connection] = "close"
        return failure
    }

    /// Who is told to come back is told when, in whole seconds.
    fileprivate var allHeaders: HTTPFields {
        guard status == .tooManyRequests || status == .serviceUnavailable, !headers.contains(.retryAfter) else {
            return headers
        }
        let seconds = retryAfter.map { max(1, Int(($0.milliseconds / 1000).rounded(.up))) } ?? 1
        var headers = headers
        headers[.retryAfter] = "\(seconds)"
        return headers
    }
}

// MARK: - Errors from elsewhere

extension CriaBotError {
    /// The failure that an error of another domain amounts to.
    init(_ error: any Error) {
        switch error {
        case let error as CriaBotError: self = error
        case let error as AuthenticationError: self.init(error)
        case let error as EngineError: self.init(error)
        case let error as APIFailure: self.init(error)
        case let error as HTTPError where error.status == .contentTooLarge:
            self.init(status: .contentTooLarge, code: .invalidRequest, message: "The request's body is too large.")
        default: self.init(unexpected: error)
        }
    }

    private init(_ error: AuthenticationError) {
        let detail =
            switch error {
            case .missingKey: "No API key was sent."
            case .unknownKey: "The API key is not known."
            case .forbidden: "The API key may not do this."
            }
        let message =
            error == .missingKey
            ? "An API key is needed: send it in the header X-API-Key." : "The API key was refused."
        self.init(status: .unauthorized, code: .unauthorized, message: message, detail: detail)
    }

    private init(_ error: EngineError) {
        switch error.code {
        case .overloaded:
            self.init(status: .serviceUnavailable, code: .rateLimit, message: "The server is busy; try again soon.")
        case .contentFiltered:
            self.init(
                status: .badRequest,
                code: .contentFilter,
                message: "The language model's provider refused the prompt.",
                cause: error
            )
        case .answererRateLimited: self.init(.tooManyRequests, code: .rateLimit, ofModel: error)
        case .answererUnavailable: self.init(.serviceUnavailable, ofModel: error)
        case .answererTimedOut: self.init(.gatewayTimeout, ofModel: error)
        case .answererFailed: self.init(.badGateway, ofModel: error)
        case .invalidArgument, .unreadableDocument: self = .invalidRequest(error.message)
        case .notFound: self.init(status: .notFound, code: .notFound, message: error.message)
        case .alreadyExists: self.init(status: .conflict, code: .duplicate, message: error.message)
        case .outOfSpace:
            self.init(status: .insufficientStorage, code: .error, message: APIFailure.outOfSpace, cause: error)
        default: self.init(unexpected: error)
        }
    }

    /// What the model's server said, and where it is, is the operator's.
    private init(_ status: HTTPResponse.Status, code: ResultCode = .error, ofModel error: EngineError) {
        self.init(
            status: status,
            code: code,
            message: APIFailure.noModel,
            retryAfter: error.retryAfter,
            cause: error
        )
    }

    private init(_ failure: APIFailure) {
        let code: ResultCode =
            switch failure.status.kind {
            case .serverError: failure.status == .serviceUnavailable ? .rateLimit : .error
            default: .invalidRequest
            }
        self.init(
            status: failure.status,
            code: code,
            message: failure.message,
            headers: failure.headers,
            cause: failure.cause
        )
    }

    private init(unexpected error: any Error) {
        self.init(
            status: .internalServerError,
            code: .error,
            message: "Something went wrong in the server. It was logged.",
            cause: error
        )
    }
}

extension RenderedFailure {
    /// An error of a CriaBot route in CriaBot's shape; what the framework or the validation says keeps its own.
    init<Fields: EnvelopeFields>(_ error: any Error, of fields: Fields.Type) throws {
        switch error {
        case is CancellationError: throw error
        case let error as ValidationError: self.init(error)
        case let error as HTTPError where error.status == .notFound: throw error
        default: self.init(CriaBotError(error), of: fields)
        }
    }

    init<Fields: EnvelopeFields>(_ failure: CriaBotError, of fields: Fields.Type) {
        self.init(
            status: failure.status,
            body: Envelope<Fields>(failure),
            headers: failure.allHeaders,
            cause: failure.cause
        )
    }
}
