import DocumentStore
import RetrievalEngine

// MARK: - Answers

extension Schema {
    /// What comes back when all went well: the envelope with its `data`.
    static func assistantEnvelope(_ status: Int, _ data: Schema) -> Schema {
        object(required: ["status": constant(status), "message": null, "data": data])
    }

    /// What comes back when something did not.
    static let assistantFailure = object(required: [
        "status": integer(in: 400...599).described(as: "The status of the response, once more."),
        "message": string.described(
            as: #"What went wrong; `Validation error - "field": reason` for the first bad field."#
        ),
        "data": null,
    ]).named("AssistantFailure")

    /// Any assistant.
    static let assistant = either(generalAssistant, advancedAssistant)

    static let generalAssistant = object(required: assistantMembers(kind: .general)).named("GeneralAssistant")

    static let advancedAssistant = object(
        required: assistantMembers(kind: .advanced).merging([
            "mcpIds": array(of: string).described(as: "As they were sent, without repetitions."),
            "extensionIds": array(of: string).described(as: "As they were sent, without repetitions."),
        ]) { own, _ in own }
    ).named("AdvancedAssistant")

    private static func assistantMembers(kind: AssistantKind) -> [String: Schema] {
        [
            "id": uuid,
            "userId": string(length: 1...AssistantCaller.longestUserID),
            "name": string(length: AssistantSubmission.Limits.name),
            "assistantType": constant(kind.rawValue),
            "description": string(length: AssistantSubmission.Limits.description),
            "systemPrompt": string(length: AssistantSubmission.Limits.systemPrompt),
            "provider": string(length: AssistantSubmission.Limits.provider),
            "modelName": string(length: AssistantSubmission.Limits.modelName),
            "temperature": number(in: 0...2),
            "askHuman": boolean,
            "interrupt": boolean,
            "mainUnit": workflowUnit,
            "supportUnits": array(of: workflowUnit),
            "teams": array(of: assistantTeam, minimumCount: 1)
                .described(as: "The team of the main unit, then one for each support unit."),
            "createdAt": zonedTime,
        ]
    }

    private static let assistantTeam = object(required: [
        "id": uuid.described(as: "Stays as long as the assistant has the unit."),
        "name": string,
        "workflowType": workflowUnit,
    ]).named("AssistantTeam")

    private static let workflowUnit = enumeration(WorkflowUnit.allCases.map(\.rawValue)).named("WorkflowType")

    private static let zonedTime = string(matching: #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"#)

    static let assistantKind = enumeration(AssistantKind.allCases.map(\.rawValue)).named("AssistantType")

    static let assistantList = object(required: [
        "assistants": array(of: assistant),
        "pageNumber": integer(from: 1),
        "maxPerPage": integer(in: AssistantListQuery.pageSizes),
        "totalPage": integer(from: 0).described(as: "Pages in all; 0 when there are no assistants."),
    ]).named("AssistantList")

    /// That something was done.
    static func assistantMessage(_ message: String) -> Schema {
        object(required: ["message": constant(message)])
    }
}

// MARK: - Chat and documents

extension Schema {
    static let assistantReply = object(required: [
        "reply": string,
        "citations": array(of: assistantCitation).described(as: "In the order of the reply."),
        "modelName": string.described(as: "The model that answered, which need not be the one that was asked for."),
        "grounded": enumeration(["yes", "partly", "abstained"]).orNull
            .described(as: "How far the documents support the reply; null when it was not made from documents."),
    ]).named("AssistantReply")

    private static let assistantCitation = object(required: [
        "document": string.described(as: "The document's name."),
        "page": integer(from: 1).orNull.described(as: "Null when the document has no pages."),
        "text": string.described(as: "What the document says there, word for word."),
        "score": number(in: 0...1).described(as: "How well it supports the reply."),
    ]).named("AssistantCitation")

    static let assistantDocument = object(required: [
        "id": string,
        "name": string(length: 1...512),
        "mediaType": string,
        "byteCount": integer(from: 0),
        "chunkCount": integer(from: 0).described(as: "Pieces that are searched."),
        "createdAt": zonedTime.described(as: "When its content was uploaded."),
    ]).named("AssistantDocument")
}

// MARK: - Bodies

extension Schema {
    /// The body of `create`.
    static let assistantCreation = object(
        required: [
            "name": string(length: AssistantSubmission.Limits.name),
            "description": string(length: AssistantSubmission.Limits.description),
            "systemPrompt": string(length: AssistantSubmission.Limits.systemPrompt),
        ],
        optional: configuration.merging(units) { own, _ in own },
        others: .any
    ).named("AssistantCreation")

    /// The body of `update-advanced-assistant`.
    static let assistantUpdate = object(
        optional: [
            "name": string(length: AssistantSubmission.Limits.name).orNull,
            "description": string(length: AssistantSubmission.Limits.description).orNull,
            "systemPrompt": string(length: AssistantSubmission.Limits.systemPrompt).orNull,
        ].merging(configuration) { own, _ in own }.merging(units) { own, _ in own },
        others: .any
    ).named("AssistantUpdate")

    /// The body of `update-config`.
    static let assistantConfiguration = object(
        optional: configuration.merging([
            "systemPrompt": string(length: AssistantSubmission.Limits.configuredSystemPrompt).orNull
        ]) { own, _ in own },
        others: .any
    ).named("AssistantConfiguration")

    /// The body of `chat`.
    static let assistantChatMessage = object(
        required: [
            "message": string(length: AssistantChatSubmission.messageLengths).described(as: "Not only white space.")
        ],
        optional: [
            "history": array(
                of: object(required: ["role": enumeration(["user", "assistant"]), "content": string], others: .any)
            ).orNull.described(
                as: "What was said before, oldest first. Of more than \(AssistantChatSubmission.keptMessageCount) "
                    + "messages the last count."
            )
        ],
        others: .any
    ).named("AssistantChatMessage")

    private static let configuration: [String: Schema] = [
        "provider": string(length: AssistantSubmission.Limits.provider).orNull,
        "modelName": string(length: AssistantSubmission.Limits.modelName).orNull,
        "temperature": number(in: 0...2).orNull,
        "askHuman": boolean.orNull,
        "interrupt": boolean.orNull,
    ]

    private static let units: [String: Schema] = [
        "supportUnits": array(of: workflowUnit).orNull,
        "mcpIds": array(of: string).orNull,
        "extensionIds": array(of: string).orNull,
    ]
}
