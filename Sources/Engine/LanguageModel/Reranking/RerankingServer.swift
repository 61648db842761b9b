package import Foundation
import Synchronization

/// A server that scores how well texts answer a query: Text Embeddings Inference, or one that speaks Cohere's form, as
/// Jina, vLLM, llama.cpp and others do.
///
/// A server that refuses one form of request is asked in the other; the form that was answered is kept. Failed requests
/// are tried again as ``RetryPolicy`` says, and a server of which three calls in a row fail is left alone for a minute.
package struct RerankingServer: Sendable {
    /// What is sent of a text, in bytes of UTF-8: no reranking model reads more than some thousand tokens.
    package static let textByteLimit = 8192
    /// The largest reply, in bytes; servers may send the texts back.
    private static let replyByteLimit = 4 << 20
    /// Scores this far outside of [0, 1] are rounded probabilities, those farther out are logits.
    private static let roundingTolerance = 1e-3

    /// What all copies have found out about the server.
    private final class Knowledge: Sendable {
        struct State {
            var form: RerankRequestForm
            var isFormCertain = false
            var sendsLogits = false
        }

        let state: Mutex<State>

        init(form: RerankRequestForm) {
            state = Mutex(State(form: form))
        }
    }

    private let endpoint: ProviderEndpoint
    private let model: String?
    private let client: HTTPClient
    private let clock: ModelClock
    private let caller: RemoteCaller
    private let knowledge: Knowledge

    /// - Parameters:
    ///   - url: Taken as it is when its path ends in `/rerank`; else that is added.
    ///   - model: The model's name on the server; nil for a server of one model.
    ///   - key: Sent as a bearer token; nil for servers that want none.
    package init(
        url: URL,
        model: String? = nil,
        key: String? = nil,
        client: HTTPClient = HTTPClient(),
        retryPolicy: RetryPolicy = RetryPolicy(),
        clock: ModelClock = .system
    ) {
        let isWhole = url.path().split(separator: "/").last == "rerank"
        endpoint = ProviderEndpoint(
            base: url,
            path: isWhole ? "" : "/rerank",
            key: key.flatMap { $0.isEmpty ? nil : APIKey($0) }
        )
        self.model = model
        self.client = client
        self.clock = clock
        caller = RemoteCaller(host: endpoint.host, retryPolicy: retryPolicy, clock: clock)
        knowledge = Knowledge(form: RerankRequestForm(url: endpoint.url, model: model))
    }

    /// The model's name, or where the server is.
    package var name: String { model ?? endpoint.host }

    /// Texts of one call, at most: what Text Embeddings Inference admits by default.
    package let batchSize = 32

    /// Scores texts.
    ///
    /// A server that ever sent a score outside of [0, 1] sends logits: then all of its scores go through
    /// 1 / (1 + e^−score).
    ///
    /// - Parameter deadline: No pause between tries goes beyond it; a call that is cancelled behind it counts as the
    ///   server's failure.
    /// - Returns: One score a text, in order, in [0, 1].
    /// - Throws: ``LanguageModelError``; `CancellationError`.
    package func scores(
        of texts: [String],
        for query: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [Double] {
        guard !texts.isEmpty else { return [] }
        var form = knowledge.state.withLock(\.form)
        var firstRefusal: LanguageModelError?
        let scores: [Double]
        do {
            scores = try await caller.call(deadline: deadline) {
                try await attempt(texts, query: query, form: form)
            } adapt: { failure in
                let isCertain = knowledge.state.withLock(\.isFormCertain)
                guard failure.error.code == .invalidRequest, !isCertain, firstRefusal == nil else { return false }
                firstRefusal = failure.error
                form = form.other
                return true
            }
        } catch var error as LanguageModelError {
            if let firstRefusal { error.message = "\(firstRefusal.message); in another form: \(error.message)" }
            throw error
        }
        return knowledge.state.withLock { state in
            state.form = form
            state.isFormCertain = true
            let range = -Self.roundingTolerance...1 + Self.roundingTolerance
            state.sendsLogits = state.sendsLogits || !scores.allSatisfy(range.contains)
            return scores.map { state.sendsLogits ? 1 / (1 + exp(-$0)) : min(1, max(0, $0)) }
        }
    }

    /// Asks once.
    private func attempt(_ texts: [String], query: String, form: RerankRequestForm) async throws -> [Double] {
        var headers: HeaderList = ["Content-Type": "application/json", "Accept": "application/json"]
        if let key = endpoint.key { headers.append("Authorization", "Bearer \(key.secret)") }
        let body = try form.body(
            query: query.prefix(ofByteCount: Self.textByteLimit),
            texts: texts.map { $0.prefix(ofByteCount: Self.textByteLimit) },
            model: model
        )
        let request = OutgoingRequest(method: "POST", url: endpoint.url, headers: headers, body: body)
        return try await client.withResponse(to: request) { response in
            guard (200..<300).contains(response.status) else {
                throw try await AttemptFailure(refusal: response, endpoint: endpoint, clock: clock)
            }
            let body = try await response.body.bytes(upTo: Self.replyByteLimit + 1)
            guard body.count <= Self.replyByteLimit else {
                throw AttemptFailure(
                    malformed: "expected a reply of \(Self.replyByteLimit) bytes at most",
                    endpoint: endpoint
                )
            }
            do throws(RerankReply.Malformed) {
                return try RerankReply.scores(in: body, count: texts.count)
            } catch {
                throw AttemptFailure(malformed: error.message, endpoint: endpoint)
            }
        }
    }
}

extension String {
    /// The longest beginning of at most so many bytes of UTF-8 that ends between two characters.
    fileprivate func prefix(ofByteCount limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end > startIndex, String.Index(end, within: self) == nil {
            end = utf8.index(before: end)
        }
        return String(self[..<end])
    }
}
