import DocumentStore
import RetrievalEngine

extension Schema {
    private static let role = enumeration(SessionMessage.Role.allCases.map(\.rawValue))

    fileprivate static let sessionMessage = object(required: ["role": role, "content": string]).named("SessionMessage")

    private static let sentMessage = object(required: ["role": role, "content": storedText], others: .any)
        .named("SentMessage")

    private static let modelName = string(length: 1...50).withoutNUL.described(
        as: "A model that the server has, or the name of a well-known one, which stands for the configured model."
    )

    static let sessionNumber = integer.described(as: "The session's number.")

    static let chatSession = object(required: [
        "id": integer(from: 1),
        "user_id": integer(from: 1),
        "application_id": integer.orNull.described(as: "Of the token with which the session was made."),
        "model": string.described(as: "The model that answers."),
        "title": string,
        "messages": array(of: sessionMessage).described(as: "Oldest first."),
        "created_at": timestamp,
        "updated_at": timestamp,
    ]).named("ChatSession")

    static let sessionList = object(required: [
        "total": integer(from: 0).described(as: "How many sessions pass the filters."),
        "page": integer(from: 1),
        "page_size": integer(in: 1...100),
        "sessions": array(of: chatSession).described(as: "The last changed first."),
    ]).named("SessionList")

    static let switchedSession = object(required: [
        "session_id": integer(from: 1), "model": string, "messages": array(of: sessionMessage), "title": string,
    ]).named("SwitchedSession")

    static let sessionDeletion = object(required: ["message": constant("Session deleted successfully")])
        .named("SessionDeletion")

    static let chatCompletion = object(required: [
        "id": string(matching: "^chatcmpl-"),
        "object": constant("chat.completion"),
        "created": integer.described(as: "Seconds since 1970."),
        "model": string,
        "choices": array(
            of: object(required: [
                "index": constant(0),
                "message": object(required: ["role": constant("assistant"), "content": string]),
                "finish_reason": enumeration(["stop", "length"]),
            ]),
            minimumCount: 1
        ),
        "usage": object(required: [
            "prompt_tokens": integer(from: 0), "completion_tokens": integer(from: 0), "total_tokens": integer(from: 0),
        ]),
        "session_id": integer(from: 1),
    ]).named("ChatCompletion")

    static let uploadedFile = object(required: [
        "file": object(required: [
            "id": integer(from: 1),
            "session_id": integer(from: 1),
            "user_id": integer(from: 1),
            "filename": string,
            "file_size": integer(from: 0).described(as: "Bytes."),
            "mime_type": constant("application/pdf"),
            "content_hash": string(matching: "^[0-9a-f]{64}$").described(as: "SHA-256."),
            "extracted_text": string.described(as: "Empty when the pages are pictures."),
            "metadata": object(required: ["page_count": integer(from: 0)]),
            "created_at": timestamp,
            "updated_at": timestamp,
        ]),
        "message": constant("File uploaded successfully"),
    ]).named("UploadedSessionFile")
}

// MARK: - Bodies of requests

extension Schema {
    static let chatStreamRequest = object(
        required: [
            "model": modelName,
            "messages": array(of: sentMessage, minimumCount: 1).described(
                as: "Either what is new, or the whole conversation. At least one message is the user's."
            ),
        ],
        optional: [
            "temperature": number(in: 0...2).orNull.defaulting(to: .number(0.7))
                .described(as: "Spread of the model's choice of words."),
            "max_tokens": integer(from: 1).orNull.described(as: "Tokens of the reply, at most."),
            "stream": boolean.orNull.defaulting(to: true).described(as: "Whether the reply comes piece by piece."),
            "session_id": integer.orNull.described(as: "The session to go on with; a new one is made without."),
        ],
        others: .any
    ).named("ChatStreamRequest")

    static let modelSwitch = object(required: ["session_id": sessionNumber, "model": modelName], others: .any)
        .named("ModelSwitch")

    static let sessionCreation = object(required: ["model": modelName], others: .any).named("SessionCreation")
}
