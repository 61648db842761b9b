import LanguageModel

extension RetrievalEngine {
    /// Whether the answering model is there: the built-in one always is, one on a server as long as the server answers.
    ///
    /// What is known of a server is at most some seconds old, so that this may be asked often.
    public func isAnsweringModelReachable() async -> Bool {
        await languageModel.isReachable()
    }
}
