import DocumentStore
import Foundation
import LanguageModel
import RetrievalEngine

/// Sends messages over one channel of Meta's Graph API, version 18. Shows no token, in dumps neither.
struct GraphSender: Sendable {
    /// How the API wants a message.
    enum Form: Sendable {
        case whatsApp
        /// Messenger's, and Instagram's as well.
        case messenger
    }

    /// What became of a message.
    enum Outcome: Sendable {
        case sent
        /// It may go another time.
        case unavailable(reason: String, retryAfter: Duration?)
        /// It will not go.
        case refused(reason: String)
    }

    /// Bytes of an explanation that are read.
    private static let errorByteLimit = 16 << 10

    private let url: URL
    private let token: String
    private let form: Form
    private let timeout: Duration
    private let client: HTTPClient

    /// - Parameters:
    ///   - account: The sending account; `me` is the token's own.
    ///   - timeout: For the whole of an attempt.
    init(graphURL: URL, account: String, token: String, form: Form, timeout: Duration) {
        url = graphURL.appending(components: "v18.0", account, "messages")
        self.token = token
        self.form = form
        self.timeout = timeout
        var configuration = HTTPClient.Configuration()
        configuration.connectTimeout = timeout
        configuration.firstByteTimeout = timeout
        configuration.idleTimeout = timeout
        client = HTTPClient(configuration: configuration)
    }

    /// Tries once to send a message.
    ///
    /// - Throws: `CancellationError` when the task was cancelled; the message may have been sent then.
    func send(_ delivery: ClaimedDelivery) async throws -> Outcome {
        var headers: HeaderList = ["Content-Type": "application/json", "Accept": "application/json"]
        headers.append("Authorization", "Bearer \(token)")
        let body = try JSONEncoder().encode(body(of: delivery))
        let request = OutgoingRequest(method: "POST", url: url, headers: headers, body: Array(body))
        do {
            return try await withThrowingTaskGroup(of: Outcome.self) { group in
                group.addTask { try await client.withResponse(to: request) { try await outcome(of: $0) } }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    return .unavailable(reason: "\(url.shownHost): no answer within \(timeout)", retryAfter: nil)
                }
                defer { group.cancelAll() }
                return try await group.next() ?? .unavailable(reason: "no answer", retryAfter: nil)
            }
        } catch let error as TransferError {
            // Such an error names the host and shows no header.
            return error.code == .invalidRequest
                ? .refused(reason: error.message) : .unavailable(reason: error.message, retryAfter: nil)
        }
    }

    private func body(of delivery: ClaimedDelivery) -> JSONValue {
        let user = JSONValue.string(delivery.externalUserID)
        let content = JSONValue.string(delivery.content)
        return switch form {
        case .whatsApp: ["messaging_product": "whatsapp", "to": user, "type": "text", "text": ["body": content]]
        case .messenger: ["recipient": ["id": user], "message": ["text": content]]
        }
    }

    private func outcome(of response: IncomingResponse) async throws -> Outcome {
        if (200..<300).contains(response.status) { return .sent }
        let explanation = try await explanation(of: response)
        // Only the numbers: the API's texts repeat the token at times.
        let code = explanation?["code"]?.integerValue
        let reason = "\(url.shownHost): status \(response.status)" + (code.map { ", code \($0)" } ?? "")
        let isTransient =
            response.status >= 500 || [408, 425, 429].contains(response.status)
            || explanation?["is_transient"] == true || code.map(Self.throttlingCodes.contains) == true
        guard isTransient else { return .refused(reason: reason) }
        let retryAfter = response.headers["Retry-After"].flatMap { RetryAfter.duration($0, now: .now) }
        return .unavailable(reason: reason, retryAfter: retryAfter)
    }

    /// The codes by which the API says, with the status 400, that there were too many calls or messages
    /// (developers.facebook.com/docs/graph-api/overview/rate-limiting and .../whatsapp/cloud-api/support/error-codes).
    private static let throttlingCodes: Set<Int64> = [4, 17, 32, 613, 80_007, 130_429, 131_048, 131_056]

    /// The member `error` of the body; nil when there is none.
    private func explanation(of response: IncomingResponse) async throws -> JSONValue? {
        do {
            return try JSONParser.parse(try await response.body.bytes(upTo: Self.errorByteLimit))["error"]
        } catch let error as CancellationError {
            throw error
        } catch {
            // The status says enough.
            return nil
        }
    }
}

extension GraphSender: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { url.shown }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}

extension ChannelSettings {
    /// Who sends, by channel; none for a channel that is not set up.
    var senders: [String: GraphSender] {
        var senders: [String: GraphSender] = [:]
        senders["whatsapp"] = whatsApp.map { sender($0.identifier, token: $0.token, form: .whatsApp) }
        senders["messenger"] = messengerToken.map { sender("me", token: $0, form: .messenger) }
        senders["instagram"] = instagramToken.map { sender("me", token: $0, form: .messenger) }
        return senders
    }

    private func sender(_ account: String, token: String, form: GraphSender.Form) -> GraphSender {
        GraphSender(graphURL: graphURL, account: account, token: token, form: form, timeout: attemptTimeout)
    }
}
