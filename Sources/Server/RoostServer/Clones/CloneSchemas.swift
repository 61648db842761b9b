import DocumentStore
import RetrievalEngine

extension Schema {
    /// A clone with its documents.
    static let clone = object(
        required: [
            "id": uuid,
            "name": cloneName,
            "description": string.orNull,
            "base_prompt": basePrompt,
            "visibility": cloneVisibility,
            "workspace_id": string.orNull,
            "created_by_user_id": string.described(as: "The subject of the token that it was made with."),
            "created_at": moment,
            "updated_at": moment,
            "documents": array(of: cloneDocument).described(as: "In the order in which their names first came."),
            "clone_documents": array(of: cloneDocument).described(as: "The same as `documents`."),
        ]
    ).named("Clone")

    /// The body of a request that makes a clone.
    static let cloneCreation = object(
        required: ["name": cloneName, "base_prompt": basePrompt, "visibility": cloneVisibility],
        optional: ["description": string.orNull, "workspace_id": cloneWorkspace],
        others: .any
    ).named("CloneCreation")

    /// The body of a request that changes a clone.
    static let cloneUpdate = object(
        optional: [
            "name": cloneName, "base_prompt": basePrompt, "visibility": cloneVisibility,
            "description": string.orNull, "workspace_id": cloneWorkspace,
        ],
        others: .any
    ).named("CloneUpdate")

    /// What became of an upload.
    static let cloneUpload = object(
        required: [
            "document": cloneDocument,
            "uploadResult": object(required: [
                "success": boolean.described(as: "Whether the document is processed: it failed otherwise."),
                "message": string.described(as: "That all went well, or why the document cannot be read."),
            ]),
        ]
    ).named("CloneUpload")

    /// The body of a request to a clone.
    static let cloneChatRequest = object(
        required: [
            "message": object(
                required: [
                    "text": string(length: 1...10_000_000).described(as: "The question; not blank."),
                    "history": array(
                        of: object(
                            required: [
                                "role": string.described(
                                    as: "`assistant`, `system`, which is added to the base prompt, or else the user."
                                ),
                                "content": string,
                            ],
                            others: .any
                        )
                    ).described(as: "What was said before, oldest first. The server keeps none."),
                ],
                others: .any
            )
        ],
        optional: [
            "workspace_id": string.orNull.described(
                as: "For a private clone of a workspace: that workspace, or none."
            ),
            "channel_id": string.orNull.described(as: "For the log."),
        ],
        others: .any
    ).named("CloneChatRequest")

    /// What a clone says.
    static let cloneChatAnswer = object(
        required: ["response": string],
        optional: [
            "context": object(required: [
                "documents": array(
                    of: object(required: [
                        "document_id": uuid, "file_name": string, "content": string,
                        "score": number(in: 0...1).described(as: "The similarity to the question."),
                    ]),
                    minimumCount: 1
                ).described(as: "Passages, best first: `[1]` in the answer refers to the first.")
            ]).described(as: "What the answer was made from; left out when the clone's documents held nothing.")
        ]
    ).named("CloneChatAnswer")

    /// A failure of the Clones API.
    static let cloneError = object(required: ["error": string]).named("CloneError")

    static let cloneHealthy = object(
        required: ["status": constant(CloneHealth.healthy.status), "message": string]
    ).named("CloneHealth")

    static let cloneUnhealthy = object(
        required: [
            "status": constant(CloneHealth.unhealthy.status), "message": string,
            "error": constant(CloneFailure.modelFailure),
        ]
    ).named("CloneHealthFailure")

    private static let cloneDocument = object(
        required: [
            "id": uuid.described(as: "Stays when a file of the same name takes the document's place."),
            "clone_id": uuid,
            "file_name": string(length: 1...512),
            "file_type": enumeration(FileKind.allCases.map(\.mediaType)),
            "status": enumeration(["pending", "processed", "failed"])
                .described(as: "Uploads are answered when they are processed or have failed: nothing is pending."),
            "uploaded_at": moment,
            "processed_at": moment.orNull,
            "pinecone_index": string.described(as: "A label. The index is the server's own."),
        ]
    ).named("CloneDocument")

    private static let cloneName = string(length: 1...255)
    private static let basePrompt = string.setting("minLength", to: 1)
        .described(as: "What the clone is always told first; not blank.")
    private static let cloneVisibility = enumeration(CloneVisibility.allCases.map(\.rawValue))
        .described(as: "Whether every user may see the clone and ask it, or its creator and its workspace alone.")
    private static let cloneWorkspace = either(string.setting("maxLength", to: 512), null)
        .described(as: "Any identifier; a blank one stands for none.")
    private static let moment = string(matching: #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"#)
        .described(as: "UTC.")
}
