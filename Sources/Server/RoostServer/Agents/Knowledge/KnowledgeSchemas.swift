import DocumentStore
import HTTPTypes
import RetrievalEngine

extension Operation {
    static let ingestKnowledge = agents(
        "Give a source to an agent",
        description:
            "A file (PDF, DOCX, CSV, TXT, Markdown, HTML or JSON), a message or another text becomes part of what the agent "
            + "knows. The answer comes when the agent can reply from it. The same `source_id` again takes the place of the "
            + "first. Of messages it is told what they say. It costs no credit.",
        body: .knowledge,
        failures: [
            .badRequest:
                "No text can be had of the source: it is empty, of an unknown type, damaged, without text or has a password.",
            .notFound: "The workspace has no such agent.",
            .contentTooLarge: "Beside the file, a form may have 1 MiB.",
        ],
        answers: [
            .ok: .json(
                "The source is part of what the agent knows.",
                .ingestedSource,
                example: [
                    "status": "ingested", "source_id": "5f0c2c1e-6d0b-4c2e-9a57-1f4b8a3f7e11", "chunks_count": 12,
                ]
            )
        ]
    )
}

extension Operation.Body {
    fileprivate static let knowledge: Self = {
        var body = form(
            .object(
                required: ["agent_id": .agentID, "source_type": .sourceType],
                optional: [
                    "file": .file.described(as: "The file of the source type `file`, and of no other."),
                    "metadata": .string.setting("contentMediaType", to: "application/json")
                        .described(as: "A JSON object as text: \(Schema.metadataMembers)"),
                ]
            ).named("KnowledgeForm")
        )
        body.alternatives = [
            Operation.Content(
                mediaType: "application/json",
                schema: .object(
                    required: ["agent_id": .agentID, "source_type": .enumeration(["message", "external"])],
                    optional: ["metadata": .either(.sourceMetadata, .string, .null)]
                ).named("KnowledgeSubmission"),
                example: [
                    "agent_id": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "source_type": "message",
                    "metadata": [
                        "source_name": "Customer Feedback", "text_content": "The new feature is amazing, I love it!",
                        "sentiment_expected": "Positive",
                    ],
                ]
            )
        ]
        return body
    }()
}

extension Schema {
    fileprivate static let agentID = uuid.described(as: "The agent; one of the workspace.")
    fileprivate static let sourceType = enumeration(KnowledgeSourceType.allCases.map(\.rawValue))

    fileprivate static let metadataMembers =
        "`source_id` (a UUID; a new one when it is left out), `source_name` (at most 255 characters), `text_content` (the "
        + "text, which messages and texts from elsewhere must have), and whatever else is to be remembered."

    fileprivate static let sourceMetadata = object(
        optional: ["source_id": uuid.orNull, "source_name": string.orNull, "text_content": string],
        others: .any
    ).described(as: "An object with \(metadataMembers)")

    fileprivate static let ingestedSource = object(
        required: ["status": constant("ingested"), "source_id": uuid, "chunks_count": integer(from: 1)],
        optional: [
            "intelligence": messageIntelligence.described(as: "What a message says; not there for other sources.")
        ]
    ).named("IngestedSource")
}
