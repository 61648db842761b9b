import HTTPTypes

extension Operation.Tag {
    /// What is not part of any API.
    static let server = Self(name: "Server", description: "The server itself. No key is needed.")
}

extension Operation {
    static let health = Operation(
        summary: "Health and version",
        description: "Answers as soon as the server accepts connections.",
        tag: .server,
        answers: [
            .ok: .json(
                "The server lives.",
                .object(required: [
                    "status": .constant("ok"),
                    "uptime": .string(matching: #"^\d+:\d\d:\d\d$"#)
                        .described(as: "The time since the start, as hours:minutes:seconds."),
                    "version": .string,
                ]).named("Health")
            )
        ]
    )

    static let healthCheck = Operation(
        summary: "Health, for probes",
        description: "What container health checks of CriaBot ask for.",
        tag: .server,
        answers: [.ok: .text("The server lives.", as: "text/plain", .constant("Pong!"))]
    )
}

extension Operation {
    static let ready = Operation(
        summary: "Readiness, for load balancers",
        description: """
            Whether requests should be sent here: the store answers, the disk has room, and the server is not shutting \
            down. The default model is loaded before the server listens.
            """,
        tag: .server,
        answers: [
            .ok: .json("Requests are welcome.", .object(required: ["status": .constant("ready")]).named("Ready")),
            .serviceUnavailable: Answer(
                description: "Requests should go elsewhere.",
                contents: [
                    Content(
                        mediaType: "application/json",
                        schema: .object(required: ["status": .constant("unavailable"), "reason": .string])
                            .named("Unready")
                    )
                ],
                headers: [.retryAfter]
            ),
        ]
    )

    static let metrics = Operation(
        summary: "Metrics, for Prometheus",
        description: """
            Text exposition format 0.0.4: requests by method, route and class of the status, stages, queues, indexes, the \
            encoder's tokens, files and the process. The numbers are of the whole server; nobody's names, identifiers \
            or texts are among them.
            """,
        tag: .server,
        answers: [.ok: .text("The metrics.", as: "text/plain")]
    )
}
