import RetrievalEngine

/// Clones: create, list, get, update, delete (the first section of the API's document).
struct CloneRoutes: Sendable {
    let endpoint: BearerEndpoint
    /// The name that documents show as their index.
    let indexLabel: String

    var routes: [Route] { [] }
}
