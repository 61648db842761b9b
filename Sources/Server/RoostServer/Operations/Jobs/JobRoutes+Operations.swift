import DocumentStore
import HTTPTypes
import RetrievalEngine

extension Operation.Tag {
    /// What operators see and steer.
    static let operations = Self(
        name: "Operations",
        description: "What the server does in the background. Needs CriaBot's master key."
    )
}

extension Operation {
    static let listJobs = Operation(
        summary: "What is done in the background",
        description: """
            Jobs, newest first: bulk ingestions and compactions; then what is to be done about messages, newest first: \
            their analysis (`intelligence`) and their sending (`outbox`), of which only what has failed is listed unless \
            that kind is asked for. A job that has `failed` was given up, for the reason in `failure`.
            """,
        tag: .operations,
        security: masterKey,
        parameters: [
            .optionalQuery("kind", .enumeration(BackgroundKind.all.map(\.name)), "Only this kind."),
            .optionalQuery("state", .enumeration(JobState.allCases.map(\.rawValue)), "Only this state."),
            .optionalQuery("limit", .integer(in: JobDesk.limits).defaulting(to: 100), "At most so many."),
        ],
        answers: answers(
            .object(required: ["jobs": .array(of: .job), "counts": .jobCounts]).named("JobList"),
            [.unprocessableContent: .validationFailure]
        )
    )

    static let describeJob = Operation(
        summary: "A job with its items",
        description: "Items come by number: files of an ingestion, steps of a compaction.",
        tag: .operations,
        security: masterKey,
        parameters: [
            .jobID,
            .optionalQuery("after", .integer(from: -1).defaulting(to: -1), "Only items after this number."),
            .optionalQuery("limit", .integer(in: JobDesk.itemLimits).defaulting(to: 1000), "At most so many items."),
        ],
        answers: answers(.describedJob, [.notFound: .unknownJob, .unprocessableContent: .validationFailure])
    )

    static let cancelJob = Operation(
        summary: "Cancel a job",
        description: """
            A job that is queued is cancelled at once; one that runs is asked to stop (`cancelling`), and its process does \
            so within seconds. What was finished stays.
            """,
        tag: .operations,
        security: masterKey,
        parameters: [.jobID],
        answers: answers(.job, [.notFound: .unknownJob, .conflict: .refusedChange])
    )

    static let retryJob = Operation(
        summary: "Try a job again",
        description: """
            Queues what has failed or was cancelled, its attempts counted anew; of an ingestion the files that have failed \
            and those that were not reached.
            """,
        tag: .operations,
        security: masterKey,
        parameters: [.jobID],
        answers: answers(.job, [.notFound: .unknownJob, .conflict: .refusedChange])
    )

    private static let masterKey: [SecurityScheme] = [.keyInHeader, .keyInQuery, .hyphenatedKeyInQuery]

    private static func answers(
        _ schema: Schema,
        _ others: [HTTPResponse.Status: Answer]
    ) -> [HTTPResponse.Status: Answer] {
        let usual: [HTTPResponse.Status: Answer] = [
            .ok: .json("Done.", schema),
            .unauthorized: .json("There is no key, or it is not the master key.", .failureDetail),
            .internalServerError: .json("Something went wrong in the server. It was logged.", .failureDetail),
            .serviceUnavailable: Answer(
                description: "The server is busy.",
                contents: [Content(mediaType: "application/json", schema: .failureDetail)],
                headers: [.retryAfter]
            ),
        ]
        return usual.merging(others) { $1 }
    }
}

extension Operation.Answer {
    fileprivate static let unknownJob = json("There is no such job.", .failureDetail)
    fileprivate static let refusedChange = json("The job's state does not allow it.", .failureDetail)
}

extension Operation.Parameter {
    fileprivate static let jobID = path(
        "job_id",
        .string,
        "The job's `id`, such as `12`, `outbox-12` or `intelligence-12`."
    )
}

extension Schema {
    fileprivate static let job = object(required: jobMembers).named("Job")

    fileprivate static let describedJob = object(
        required: jobMembers.merging(["items": .array(of: jobItem)]) { $1 }
    ).named("DescribedJob")

    private static let jobMembers: [String: Schema] = [
        "id": string,
        "kind": enumeration(BackgroundKind.all.map(\.name)),
        "state": enumeration(JobState.allCases.map(\.rawValue)),
        "collection": string.orNull.described(as: "What an ingestion takes files into."),
        "owner": string.orNull.described(as: "Whose collection it is: kind and identifier, with a colon between."),
        "workspace": string.orNull.described(as: "Whose message is concerned."),
        "created_at": timestamp,
        "updated_at": timestamp,
        "finished_at": timestamp.orNull,
        "next_attempt_at": timestamp.orNull.described(as: "When it is due, if it is queued."),
        "attempts": integer(from: 0).described(as: "Of jobs those since an item was finished last."),
        "cancelling": boolean.described(as: "Whether its process has been asked to stop."),
        "failure": string.orNull.described(as: "Why it failed, or why its last attempt did."),
        "progress": jobProgress.orNull,
    ]

    private static let jobProgress = object(required: [
        "items": integer(from: 0),
        "items_done": integer(from: 0),
        "items_failed": integer(from: 0),
        "bytes": integer(from: 0).described(as: "Of all files, when the job was made."),
        "bytes_done": integer(from: 0).described(as: "Of files that are finished, well or not."),
        "chunks_stored": integer(from: 0),
        "chunks_cut": integer(from: 0).described(as: "By the present attempt."),
        "chunks_encoded": integer(from: 0).described(as: "By the present attempt."),
        "bytes_per_second": number.orNull,
        "seconds_left": number.orNull.described(as: "At the present rate, while it runs."),
    ]).named("JobProgress")

    private static let jobItem = object(required: [
        "number": integer(from: 0),
        "path": string.orNull.described(as: "The file; null for a step."),
        "name": string.described(as: "The document's name, or the step's."),
        "bytes": integer(from: 0),
        "state": enumeration(JobItemState.allCases.map(\.rawValue)),
        "attempts": integer(from: 0),
        "interruptions": integer(from: 0).described(as: "How often the process that worked at it was lost."),
        "outcome": string.orNull.described(as: "`inserted`, `replaced`, `unchanged` or `completed` when it is done."),
        "failure": string.orNull,
        "chunks": integer(from: 0),
        "tokens": integer(from: 0),
        "sha256": string(matching: "^[0-9a-f]{64}$").orNull,
    ]).named("JobItem")

    fileprivate static let jobCounts = map(of: map(of: integer(from: 0)))
        .described(as: "How many there are, by kind, then by state.")
}
