package import DocumentStore

/// What is done in the background, of whatever kind: jobs of their own, and what is to be done about messages.
package enum BackgroundKind: Hashable, Sendable {
    case job(JobKind)
    case message(MessageJobKind)

    package static let all = JobKind.allCases.map(Self.job) + MessageJobKind.allCases.map(Self.message)

    package var name: String {
        switch self {
        case .job(let kind): kind.rawValue
        case .message(let kind): kind.rawValue
        }
    }

    package init?(name: String) {
        guard let kind = Self.all.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}

/// The text by which people name something that is done in the background: `12` for a job, `outbox-12` or
/// `intelligence-12` for what is to be done about the message of that number.
enum JobIdentifier: Hashable, CustomStringConvertible {
    case job(Int64)
    case message(MessageJobKind, Int64)

    init?(_ text: String) {
        if let number = Self.number(text[...]) {
            self = .job(number)
            return
        }
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = MessageJobKind(rawValue: String(parts[0])),
            let number = Self.number(parts[1])
        else { return nil }
        self = .message(kind, number)
    }

    private static func number(_ text: Substring) -> Int64? {
        text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ? Int64(text) : nil
    }

    var description: String {
        switch self {
        case .job(let number): "\(number)"
        case .message(let kind, let number): "\(kind.rawValue)-\(number)"
        }
    }
}
