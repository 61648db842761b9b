import DocumentStore
import HTTPTypes
import Hummingbird
import RetrievalEngine

/// What is done in the background, for operators: with CriaBot's master key only.
struct JobRoutes: Sendable {
    let engine: RetrievalEngine
    let authenticator: Authenticator
    /// Told, by kind, when there may be something to do.
    let signals: [BackgroundKind: WorkSignal]

    var routes: [Route] {
        [
            route(.get, "/operations/jobs", .listJobs) { desk, request, _ in
                let query = try JobDesk.Query(QueryItems(request.uri.query))
                return try Response.json(await engine.run { try desk.list(query) })
            },
            route(.get, "/operations/jobs/{job_id}", .describeJob) { desk, request, identifier in
                let page = try ItemPage(QueryItems(request.uri.query))
                let found = try await engine.run { () throws -> DescribedJob? in
                    try desk.job(identifier, itemsAfter: page.after, limit: page.limit).map(DescribedJob.init)
                }
                return try Response.json(try found.orUnknown(identifier))
            },
            route(.post, "/operations/jobs/{job_id}/cancel", .cancelJob) { desk, _, identifier in
                try await change(identifier) { try desk.cancel(identifier) }
            },
            route(.post, "/operations/jobs/{job_id}/retry", .retryJob) { desk, _, identifier in
                try await change(identifier) { try desk.retry(identifier) }
            },
        ]
    }

    /// A route for the master key; it is looked at before all else.
    private func route(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ operation: Operation,
        _ handle: @escaping @Sendable (JobDesk, Request, _ identifier: String) async throws -> Response
    ) -> Route {
        Route(method, path, operation) { request, context in
            do {
                guard try await authenticator.caller(holding: request.apiKey).isMaster else {
                    throw AuthenticationError.forbidden
                }
                let identifier = path.contains("{job_id}") ? try request.pathSegment("job_id", in: context) : ""
                return try await handle(JobDesk(store: engine.store), request, identifier)
            } catch let error as AuthenticationError {
                throw RenderedFailure(detail: error.reason, status: .unauthorized)
            }
        }
    }

    private func change(
        _ identifier: String,
        _ change: @escaping @Sendable () throws -> JobDesk.Answer?
    ) async throws -> Response {
        switch try await engine.run(change).orUnknown(identifier) {
        case .refused(let reason): throw RenderedFailure(detail: reason, status: .conflict)
        case .changed(let job):
            BackgroundKind(name: job.kind).flatMap { signals[$0] }?.notify()
            return try Response.json(job)
        }
    }
}

extension Optional {
    /// - Throws: 404 when there is nothing.
    fileprivate func orUnknown(_ identifier: String) throws -> Wrapped {
        guard let self else {
            throw RenderedFailure(detail: "There is no job '\(identifier)'.", status: .notFound)
        }
        return self
    }
}

extension AuthenticationError {
    fileprivate var reason: String {
        self == .missingKey
            ? "An API key is needed: send the master key in the header X-API-Key." : "The API key was refused."
    }
}

/// The answer of `GET /operations/jobs/{job_id}`: the job with some of its items.
private struct DescribedJob: Encodable {
    var job: JobDescription
    var items: [JobItemDescription]

    private enum CodingKeys: CodingKey {
        case items
    }

    func encode(to encoder: any Encoder) throws {
        try job.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
    }
}

/// Which items of a job are asked for.
private struct ItemPage: Sendable {
    var after = -1
    var limit = 1000

    init(_ query: QueryItems) throws {
        var reader = FieldReader(query, ["after", "limit"])
        reader.update(&after, from: "after", as: .integer(in: -1...Int(Int32.max)))
        reader.update(&limit, from: "limit", as: .integer(in: JobDesk.itemLimits))
        guard reader.issues.isEmpty else { throw reader.failure }
    }
}

extension JobDesk {
    static let limits = 1...1000
    static let itemLimits = 1...10_000
}

extension JobDesk.Query {
    fileprivate init(_ query: QueryItems) throws {
        self.init()
        var reader = FieldReader(query, ["kind", "state", "limit"])
        let kinds = Dictionary(uniqueKeysWithValues: BackgroundKind.all.map { ($0.name, $0) })
        kind = reader.optional("kind", as: .choice(of: kinds))
        let states = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0.rawValue, $0) })
        state = reader.optional("state", as: .choice(of: states))
        reader.update(&limit, from: "limit", as: .integer(in: JobDesk.limits))
        guard reader.issues.isEmpty else { throw reader.failure }
    }
}

extension FieldReader {
    /// Reads parameters of a query.
    fileprivate init(_ query: QueryItems, _ names: [String]) {
        let members = names.reduce(into: [:]) { $0[$1] = query[$1].map(JSONValue.string) }
        self.init(members: members, at: ["query"])
    }
}

extension LaxType {
    /// One of the names of these values.
    fileprivate static func choice(of values: [String: Value]) -> Self {
        Self { (value) throws(Mismatch) in
            if let name = value.stringValue, let choice = values[name] { return choice }
            let names = values.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
            throw Mismatch(type: "enum", message: "Input should be one of \(names)")
        }
    }
}
