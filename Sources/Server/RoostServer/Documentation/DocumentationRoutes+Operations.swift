import HTTPTypes

extension Operation {
    static let documentationRoot = Operation(
        summary: "To the documentation",
        description: "Redirects to `/docs`; the query is kept.",
        tag: .server,
        answers: [
            .temporaryRedirect: Answer(
                description: "To the page.",
                headers: [Header(name: "Location", schema: .string, description: "`/docs` and the query.")]
            )
        ]
    )

    static let openAPIDocument = Operation(
        summary: "This document",
        description: "The description of all routes, in the form of OpenAPI 3.1.0.",
        tag: .server,
        answers: [
            .ok: .json(
                "The document.",
                .object(
                    required: [
                        "openapi": .string, "info": .map(of: .any), "paths": .map(of: .any),
                        "components": .map(of: .any),
                    ],
                    others: .any
                )
            )
        ]
    )

    static let documentationPage = Operation(
        summary: "This document as a page",
        description: "Swagger UI where it is installed, else a plain page. Neither asks other servers for anything.",
        tag: .server,
        answers: [.ok: .text("The page.", as: "text/html")]
    )

    static let documentationAsset = Operation(
        summary: "A file of the page",
        description: "The style sheets, scripts and icons that the page needs.",
        tag: .server,
        parameters: [.path("name", .string, "The name of the file.")],
        answers: [
            .ok: Answer(
                description: "The file.",
                contents: [
                    Content(mediaType: "text/css", schema: .string),
                    Content(mediaType: "text/javascript", schema: .string),
                    Content(mediaType: "image/png", schema: .any),
                ]
            ),
            .notFound: .json("The page has no such file.", .failureDetail),
        ]
    )
}
