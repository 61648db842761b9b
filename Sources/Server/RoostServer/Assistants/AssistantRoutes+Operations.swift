import HTTPTypes
import RetrievalEngine

extension Operation {
    static let listAssistants = assistants(
        "List assistants",
        "The user's own assistants, the newest first; those of all users for an administrator. A page behind the last "
            + "one is empty. The parameters may also be spelled `assistantType`, `pageNumber` and `maxPerPage`.",
        parameters: [
            .optionalQuery("assistant_type", .assistantKind, "Only assistants of this kind."),
            .optionalQuery("page_number", .integer(from: 1).defaulting(to: 1), "Which page, from 1."),
            .optionalQuery(
                "max_per_page",
                .integer(in: AssistantListQuery.pageSizes).defaulting(
                    to: .integer(Int64(AssistantListQuery.usualPageSize))
                ),
                "Assistants on a page."
            ),
        ],
        data: .assistantList
    )

    static let generalAssistant: Self = {
        var operation = assistants(
            "Get or create the general assistant",
            "Every user has one general assistant, which is made when it is first asked for.",
            data: .generalAssistant
        )
        operation.answers[.created] = .json("It was made.", .assistantEnvelope(201, .generalAssistant))
        return operation
    }()

    static let createAssistant = assistants(
        "Create an advanced assistant",
        spellings,
        body: Body(
            schema: .assistantCreation,
            example: [
                "name": "Research Assistant",
                "description": "An advanced assistant for research and analysis tasks",
                "systemPrompt": "You are a research assistant specialized in finding and analyzing information.",
                "provider": "openai", "modelName": "gpt-4", "temperature": .number(0.3), "askHuman": true,
                "interrupt": false, "supportUnits": ["ragbot", "searchbot"], "mcpIds": ["mcp-id-1", "mcp-id-2"],
                "extensionIds": ["ext-id-1"],
            ]
        ),
        status: .created,
        data: .advancedAssistant
    )

    static let describeAssistant = assistants(
        "Get an assistant",
        "An administrator may look at those of all users.",
        parameters: [.assistantID],
        data: .assistant,
        notFound: unknownAssistant
    )

    static let updateAssistant = assistants(
        "Update an advanced assistant",
        "What is not sent, or null, stays as it is; an empty list empties a list. " + spellings,
        parameters: [.assistantID],
        body: Body(
            schema: .assistantUpdate,
            example: [
                "name": "Updated Research Assistant", "temperature": .number(0.5),
                "supportUnits": ["ragbot", "searchbot"], "mcpIds": ["new-mcp-id"],
            ]
        ),
        data: .advancedAssistant,
        notFound: unknownAdvancedAssistant
    )

    static let configureAssistant = assistants(
        "Update the configuration of an assistant",
        "Of a general or an advanced one. What is not sent, or null, stays as it is, and so do name, description, teams, "
            + "MCPs and extensions. " + spellings,
        parameters: [.assistantID],
        body: Body(
            schema: .assistantConfiguration,
            example: [
                "systemPrompt": "Updated system prompt for better performance", "temperature": .number(0.8),
                "askHuman": false,
            ]
        ),
        data: .assistantMessage("Assistant configuration updated successfully"),
        notFound: unknownAssistant
    )

    static let softDeleteAssistant = assistants(
        "Soft delete an advanced assistant",
        "It stays in the database, with its documents, and cannot be reached any more, except to be hard deleted.",
        parameters: [.assistantID],
        data: .assistantMessage("Assistant soft deleted successfully"),
        notFound: unknownAdvancedAssistant
    )

    static let hardDeleteAssistant: Self = {
        var operation = assistants(
            "Hard delete an advanced assistant",
            "Deletes the assistant with its teams and documents for good, also one that was soft deleted.",
            parameters: [
                .path("user_id", .string, "The user; must be the one of the header `x-user-id`."), .assistantID,
            ],
            data: .assistantMessage("Assistant deleted successfully"),
            notFound: unknownAdvancedAssistant
        )
        operation.answers[.forbidden] = .json("The path names another user than the header.", .assistantFailure)
        return operation
    }()

    private static let spellings =
        "Names may also be spelled with underscores, such as `system_prompt`; if a body has both, the other counts."
    private static let unknownAdvancedAssistant = "The user has no advanced assistant with this identifier."
    fileprivate static let unknownAssistant = "The user has no assistant with this identifier."
}

// MARK: - Extensions

extension Operation {
    static let chatWithAssistant = assistants(
        "Chat with an assistant",
        """
        An extension of Roost. The assistant's system prompt, temperature and model are used; a model that the server \
        does not know is stood in for by its own. When `ragbot` is among the assistant's units, the reply is made from \
        its documents, as far as they have something to say. The server remembers nothing of the conversation.
        """,
        parameters: [.assistantID],
        body: Body(
            schema: .assistantChatMessage,
            example: [
                "message": "What does the report say about costs?",
                "history": [
                    ["role": "user", "content": "Have you read the report?"],
                    ["role": "assistant", "content": "Yes, I have."],
                ],
            ]
        ),
        data: .assistantReply,
        notFound: unknownAssistant,
        unavailable: "The language model cannot answer now, or too many requests wait already."
    )

    /// - Parameter limit: Bytes of a file, at most.
    static func uploadAssistantDocument(upTo limit: Int) -> Self {
        assistants(
            "Upload a document of an assistant",
            """
            An extension of Roost. PDF, DOCX, plain text, Markdown, HTML, CSV or JSON of at most \(limit) bytes. The \
            assistant needs `ragbot` among its units. When this is answered the document is searched. The same name with \
            the same bytes changes nothing; with other bytes, the document is replaced.
            """,
            parameters: [.assistantID],
            body: .file(AssistantRoutes.fileField, "The document."),
            status: .created,
            data: .object(required: ["document": .assistantDocument]),
            notFound: unknownAssistant
        )
    }

    static let listAssistantDocuments = assistants(
        "List the documents of an assistant",
        "An extension of Roost. In the order in which their names first came.",
        parameters: [.assistantID],
        data: .object(required: ["documents": .array(of: .assistantDocument)]),
        notFound: unknownAssistant
    )

    static let deleteAssistantDocument = assistants(
        "Delete a document of an assistant",
        "An extension of Roost.",
        parameters: [.assistantID, .path("document_name", .string, "The document's name.")],
        data: .assistantMessage("Document deleted successfully"),
        notFound: "The user has no assistant with this identifier, or the assistant no document of this name."
    )
}

// MARK: - What all have in common

extension Operation {
    /// Adds to what is said what holds for every route: the headers, the envelope, and the failures that may happen
    /// anywhere or wherever a body is read.
    ///
    /// - Parameters:
    ///   - status: That of the answer when all went well.
    ///   - data: What the envelope then holds.
    ///   - notFound: What 404 means; nil when that cannot happen.
    ///   - unavailable: What 503 means.
    private static func assistants(
        _ summary: String,
        _ description: String,
        parameters: [Parameter] = [],
        body: Body? = nil,
        status: HTTPResponse.Status = .ok,
        data: Schema,
        notFound: String? = nil,
        unavailable: String = "Too many requests wait already."
    ) -> Self {
        var failures: [HTTPResponse.Status: String] = [
            .badRequest: "A part of the request is missing, has the wrong type or is out of range; the first is told.",
            .unauthorized: "There is no header `x-user-id`, or not the gateway's secret.",
            .internalServerError: "Something went wrong in the server. It was logged.",
            .insufficientStorage: APIFailure.outOfSpace,
            .serviceUnavailable: unavailable,
        ]
        failures[.notFound] = notFound
        failures[.contentTooLarge] = body == nil ? nil : "The body is larger than the server accepts."
        var answers = failures.mapValues { Answer.json($0, .assistantFailure) }
        answers[.serviceUnavailable]?.headers = [.retryAfter]
        answers[status] = .json("Done.", .assistantEnvelope(status.code, data))
        return Operation(
            summary: summary,
            description: description,
            tag: .assistants,
            security: [.assistantUser],
            parameters: parameters + [.userRole, .gatewaySecret],
            body: body,
            answers: answers
        )
    }
}

extension Operation.Tag {
    fileprivate static let assistants = Self(
        name: "Assistants",
        description:
            "An assistant belongs to a user. The general one is made by the server, advanced ones by users. The "
            + "server believes the headers that say who asks: they are for a gateway in front of it to set."
    )
}

extension SecurityScheme {
    fileprivate static let assistantUser = key(
        AssistantCaller.userHeader,
        in: .header,
        named: "userID",
        description: "The identifier of the user in the header `x-user-id`: any text of at most "
            + "\(AssistantCaller.longestUserID) characters."
    )
}

extension Operation.Parameter {
    fileprivate static let assistantID = path("assistant_id", .string, "The assistant's identifier.")

    fileprivate static let userRole = header(
        AssistantCaller.roleHeader,
        .string,
        "`admin`, `super_admin` and `superuser` may look at the assistants of all users; they change only their own."
    )
    fileprivate static let gatewaySecret = header(
        AssistantCaller.gatewayHeader,
        .string,
        "The secret of the gateway, where the server is set up with one."
    )
}
