import RetrievalEngine

/// Assistants.
struct AssistantRoutes: Sendable {
    let engine: RetrievalEngine
    let models: NamedModels
    /// What requests must have in the header `x-gateway-secret`; nil for no such check.
    let gatewaySecret: String?
    /// Bytes of a request's JSON body, and of an uploaded file, at most.
    let maximumByteCount: Int

    var routes: [Route] { [] }
}
