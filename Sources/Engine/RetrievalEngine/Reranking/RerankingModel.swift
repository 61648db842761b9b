public import Foundation

/// What scores passages anew after the search.
public enum RerankingModel: Sendable, Hashable {
    /// The built-in one, without weights of its own.
    case builtIn
    /// An installed cross-encoder, by the name of its folder.
    case crossEncoder(String)
    /// A server that speaks the form of Text Embeddings Inference or Cohere's.
    case server(Remote)

    /// A model on a server.
    public struct Remote: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        /// Where it is asked; `/rerank` is added to a path that does not end in it.
        public var url: URL
        /// As the server knows it; nil for a server of one model.
        public var model: String?
        /// Never part of a description or an error.
        public var key: String?

        public init(url: URL, model: String? = nil, key: String? = nil) {
            self.url = url
            self.model = model
            self.key = key
        }

        public var description: String { "\(model ?? "reranker") at \(url.host() ?? "?")" }
        public var debugDescription: String { description }
        public var customMirror: Mirror { Mirror(self, children: []) }
    }
}
