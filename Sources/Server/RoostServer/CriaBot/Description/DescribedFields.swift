import HTTPTypes
import RetrievalEngine

/// Fields of an answer that say what they may be.
protocol DescribedFields: EnvelopeFields {
    /// A schema for each of the ``EnvelopeFields/fieldNames``.
    static var properties: [String: Schema] { get }

    /// What the names of the answers' schemas begin with.
    static var schemaName: String { get }
}

extension DescribedFields {
    static var schemaName: String { "\(Self.self)" }
}

extension NoFields: DescribedFields {
    static let properties: [String: Schema] = [:]
    static let schemaName = ""
}

// MARK: - The envelope around the fields

extension DescribedFields {
    /// The answer when all went well.
    static var successSchema: Schema {
        envelope(
            status: .constant(200),
            code: .constant(ResultCode.success.rawValue),
            with: properties
        ).named("\(schemaName)Success")
    }

    /// The answer when something failed: the fields are there and null.
    static var failureSchema: Schema {
        envelope(status: .integer, code: .string, with: nullProperties).named("\(schemaName)Failure")
    }

    /// The answer to a key that is missing, unknown or not allowed to do this.
    static var refusal: Operation.Answer {
        let reason = Schema.string.described(as: "Why the key was refused.")
        let schema = envelope(
            status: .constant(HTTPResponse.Status.unauthorized.code),
            code: .constant(ResultCode.unauthorized.rawValue),
            with: nullProperties.merging(["detail": reason]) { own, _ in own }
        )
        return .json(
            "`UNAUTHORIZED`: no key was sent, it is not known, or it may not do this.",
            schema.named("\(schemaName)Refusal")
        )
    }

    /// The answer to failures that have one status.
    static func answer(to failures: [CriaBotFailure]) -> Operation.Answer {
        let status = failures.first?.status ?? .internalServerError
        let codes = Set(failures.map(\.code.rawValue)).sorted()
        var answer = Operation.Answer.json(
            failures.map { "`\($0.code.rawValue)`: \($0.reason)" }.joined(separator: "\n\n"),
            failureSchema.narrowed(["status": .constant(status.code), "code": .enumeration(codes)])
        )
        if status == .tooManyRequests || status == .serviceUnavailable {
            answer.headers = [.retryAfter]
        }
        return answer
    }

    private static var nullProperties: [String: Schema] {
        Dictionary(uniqueKeysWithValues: fieldNames.map { ($0, .null) })
    }

    private static func envelope(status: Schema, code: Schema, with fields: [String: Schema]) -> Schema {
        let common: [String: Schema] = [
            "status": status.described(as: "The status of the response, once more."),
            "message": Schema.string.described(as: "For people; nothing should depend on it."),
            "timestamp": Schema.integer.described(as: "Seconds since 1970."),
            "code": code,
        ]
        return .object(required: common.merging(fields) { own, _ in own })
    }
}
