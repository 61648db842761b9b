import HTTPTypes
import Hummingbird
import RetrievalEngine

/// A failure before an API has put it into its own words: what handlers throw, and what other errors amount to.
struct APIFailure: Error {
    var status: HTTPResponse.Status
    /// For the client; never tells of the server's inside.
    var message: String
    /// What is wrong with the request's parts, when that is what failed.
    var issues: [ValidationError.Issue] = []
    var headers: HTTPFields = [:]
    /// A name for programs, where the API has one that the status does not tell.
    var code: String?
    /// What went wrong beneath; for the log, never for the client.
    var cause: (any Error)?
}

extension HTTPResponse.Status {
    /// RFC 4918, section 11.5.
    static let insufficientStorage = Self(code: 507, reasonPhrase: "Insufficient Storage")
}

extension APIFailure {
    static func badRequest(_ message: String) -> Self { Self(status: .badRequest, message: message) }
    static func forbidden(_ message: String) -> Self { Self(status: .forbidden, message: message) }
    static func notFound(_ message: String) -> Self { Self(status: .notFound, message: message) }

    /// The client has left in the middle of its request's body, or what it sent was no body.
    static let brokenOff = badRequest("The request's body broke off")
    /// Too much is in progress for this to be added to it.
    static let busy = unavailable("The server is busy; try again soon.", retryAfter: nil)

    /// The failure on a connection that was watched for its client's leaving, and that cannot be used again.
    var closingConnection: Self {
        var failure = self
        failure.headers[.connection] = "close"
        return failure
    }

    /// Whether the answering model is what failed, whatever it was that failed there.
    var isOfModel: Bool {
        guard let error = cause as? EngineError else { return false }
        return EngineError.Code.ofModels.contains(error.code)
    }
}

extension APIFailure {
    /// Whether the keys to check tokens with are what is missing.
    var isOfKeys: Bool { cause as? BearerFailure == .keysUnavailable }

    /// Why the bearer token was refused, when that is what failed.
    var refusedBearer: BearerFailure? { isOfKeys ? nil : cause as? BearerFailure }
}

// MARK: - Errors from elsewhere

extension APIFailure {
    /// The failure that an error amounts to.
    init(_ error: any Error) {
        switch error {
        case let error as APIFailure: self = error
        case let error as BearerFailure: self.init(error)
        case let error as ValidationError:
            self.init(
                status: .unprocessableContent,
                message: error.issues.first?.sentence ?? "The request is not valid.",
                issues: error.issues
            )
        case let error as EngineError: self.init(error)
        case let error as HTTPError: self.init(status: error.status, message: error.status.reasonPhrase)
        default: self.init(unexpected: error)
        }
    }

    private init(_ error: BearerFailure) {
        guard error != .keysUnavailable else {
            self = .unavailable("The keys to check the token with cannot be had now; try again soon.", retryAfter: nil)
            cause = error
            return
        }
        self.init(
            status: .unauthorized,
            message: "Invalid or expired token",
            headers: [.wwwAuthenticate: "Bearer"],
            cause: error
        )
    }

    private init(_ error: EngineError) {
        switch error.code {
        case .overloaded: self = .busy
        case .invalidArgument, .unreadableDocument: self = .badRequest(error.message)
        case .notFound: self = .notFound(error.message)
        case .alreadyExists: self.init(status: .conflict, message: error.message)
        case .outOfSpace: self.init(status: .insufficientStorage, message: Self.outOfSpace, cause: error)
        case let code where EngineError.Code.ofModels.contains(code):
            // What the model's server said, and where it is, is the operator's.
            self = .unavailable(Self.noModel, retryAfter: error.retryAfter)
            cause = error
        default: self.init(unexpected: error)
        }
    }

    /// What is said of a full disk, by every API.
    static let outOfSpace = "The server has no space left to store this. Nothing was changed."

    /// What is said when the answering model failed, by every API that has no words of its own for it.
    static let noModel = "The language model cannot answer now; try again later."

    /// Who is told to come back is told when, in whole seconds.
    private static func unavailable(_ message: String, retryAfter: Duration?) -> Self {
        let seconds = retryAfter.map { max(1, Int(($0.milliseconds / 1000).rounded(.up))) } ?? 1
        return Self(status: .serviceUnavailable, message: message, headers: [.retryAfter: "\(seconds)"])
    }

    private init(unexpected error: any Error) {
        self.init(status: .internalServerError, message: "Internal Server Error", cause: error)
    }
}

extension EngineError.Code {
    /// Those of the answering model.
    fileprivate static let ofModels: Set<Self> = [
        .answererUnavailable, .answererTimedOut, .answererRateLimited, .answererFailed, .contentFiltered,
    ]
}

extension ValidationError.Issue {
    /// The issue in one line: the way to the value, without the part of the request, then what is wrong.
    var sentence: String {
        if type == "json_invalid" { return "The request body is not valid JSON" }
        let path = fieldPath
        return path.isEmpty ? message : "\(path): \(message)"
    }

    /// The way to the value with dots between, without the part of the request: `messages.0.role`.
    var fieldPath: String {
        location.dropFirst().map { element in
            switch element {
            case .name(let name): name
            case .index(let index): String(index)
            }
        }.joined(separator: ".")
    }
}
