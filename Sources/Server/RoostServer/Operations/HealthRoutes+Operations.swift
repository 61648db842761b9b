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
