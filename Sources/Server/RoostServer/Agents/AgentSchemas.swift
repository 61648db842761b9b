import HTTPTypes
import RetrievalEngine

extension Operation.Tag {
    static let agents = Self(
        name: "Agents",
        description:
            "Agents of workspaces: chat, knowledge, channels and insights. A request needs a bearer token and the "
            + "header `X-Workspace-ID` of a workspace that the user belongs to; `roost admin` makes workspaces, members "
            + "and agents."
    )
}

extension Operation {
    /// The description of a route of the Agents API, with what holds for all of them: the token, the workspace, and the
    /// failures that may happen anywhere or wherever a body is read.
    ///
    /// - Parameters:
    ///   - failures: Those of this route alone, by status, each a sentence.
    ///   - answers: All that is no failure.
    static func agents(
        _ summary: String,
        description: String,
        parameters: [Parameter] = [],
        body: Body? = nil,
        failures: [HTTPResponse.Status: String] = [:],
        answers: [HTTPResponse.Status: Answer]
    ) -> Operation {
        var reasons: [HTTPResponse.Status: String] = [
            .unauthorized: "The token is missing or not good.",
            .forbidden: "The header `X-Workspace-ID` is missing, or the user does not belong to that workspace.",
            .internalServerError: "Something went wrong in the server. It was logged.",
            .insufficientStorage: APIFailure.outOfSpace,
            .serviceUnavailable:
                "Too many requests wait already, or something that the answer needs cannot be reached.",
        ]
        if body != nil {
            reasons[.badRequest] = "A part of the request is missing or does not fit; `fields` names all of them."
            reasons[.contentTooLarge] = "The body is larger than the server accepts."
            reasons[.unsupportedMediaType] = "The body is of another type than those that are described."
        }
        let refusals = reasons.merging(failures) { general, own in "\(general) \(own)" }.map { status, reason in
            (status, Answer.agentFailure(reason, status: status))
        }
        return Operation(
            summary: summary,
            description: description,
            tag: .agents,
            security: [.userToken],
            parameters: parameters + [.workspace],
            body: body,
            answers: answers.merging(refusals) { own, _ in own }
        )
    }
}

extension Operation.Answer {
    /// A failure in the API's own shape.
    static func agentFailure(_ reason: String, status: HTTPResponse.Status) -> Self {
        var answer = json(reason, .agentFailure)
        if status == .serviceUnavailable || status == .tooManyRequests {
            answer.headers = [.retryAfter]
        }
        return answer
    }
}

extension Operation.Parameter {
    fileprivate static let workspace = header("X-Workspace-ID", .uuid, "The workspace; it must be there.")
}

extension Schema {
    fileprivate static let agentFailure = object(
        required: [
            "error": .object(
                required: [
                    "status_code": .integer, "detail": .string,
                    "code": .string.described(as: "For programs, such as `permission_denied`."),
                ],
                optional: [
                    "fields": .map(of: .array(of: .string)).described(as: "What is wrong with each field.")
                ]
            ),
            "detail": .string,
        ]
    ).named("AgentFailure")
}
