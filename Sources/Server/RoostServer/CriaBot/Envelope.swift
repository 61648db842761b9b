import Foundation
import HTTPTypes
import Hummingbird

/// The codes of CriaBot's answers.
enum ResultCode: String, Encodable {
    case success = "SUCCESS"
    case notFound = "NOT_FOUND"
    case fileNotFound = "FILE_NOT_FOUND"
    case duplicate = "DUPLICATE"
    case invalidFileData = "INVALID_FILE_DATA"
    case invalidModel = "INVALID_MODEL"
    case invalidRequest = "INVALID_REQUEST"
    case unauthorized = "UNAUTHORIZED"
    case contentFilter = "OPENAI_FILTER"
    case rateLimit = "RATE_LIMIT"
    case error = "ERROR"
}

/// The fields that a route's answer has beside those of every answer. In a failure they are there, too, and null.
protocol EnvelopeFields: Encodable, Sendable {
    static var fieldNames: [String] { get }
}

/// A route's answer when all went well.
struct Success<Fields: EnvelopeFields>: Sendable {
    var message: String
    var fields: Fields
    var headers: HTTPFields = [:]
}

extension Success<NoFields> {
    init(_ message: String) {
        self.init(message: message, fields: NoFields())
    }
}

/// Of routes that have nothing to tell beside that it was done.
struct NoFields: EnvelopeFields {
    static let fieldNames: [String] = []
}

/// What every answer of CriaBot looks like, the fields of the route beside those of all.
struct Envelope<Fields: EnvelopeFields>: Encodable {
    var status: Int
    var message: String
    var code: ResultCode
    /// Seconds since 1970.
    var timestamp = Int(Date().timeIntervalSince1970)
    /// Nil in failures.
    var fields: Fields?
    /// Why the key was refused, in answers with status 401.
    var detail: String?

    init(_ success: Success<Fields>) {
        status = 200
        message = success.message
        code = .success
        fields = success.fields
    }

    init(_ failure: CriaBotError) {
        status = failure.status.code
        message = failure.message
        code = failure.code
        detail = failure.detail
    }

    private enum CodingKeys: String, CodingKey {
        case status
        case message
        case timestamp
        case code
        case detail
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(status, forKey: .status)
        try container.encode(message, forKey: .message)
        try container.encode(timestamp, forKey: .timestamp)
        try container.encode(code, forKey: .code)
        try container.encodeIfPresent(detail, forKey: .detail)
        if let fields {
            try fields.encode(to: encoder)
        } else {
            try encodeNulls(to: encoder)
        }
    }

    private func encodeNulls(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: FieldName.self)
        for name in Fields.fieldNames {
            try container.encodeNil(forKey: FieldName(stringValue: name))
        }
    }
}

/// The name of a route's field.
private struct FieldName: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}
