/// What `upload` and `update` answer.
struct StoredSubmission: EnvelopeFields {
    static let fieldNames = ["document_name", "token_usage"]

    var name: String
    /// Tokens of the texts that were embedded.
    var tokenUsage: Int

    enum CodingKeys: String, CodingKey {
        case name = "document_name"
        case tokenUsage = "token_usage"
    }
}

/// What `list` answers.
struct DocumentNames: EnvelopeFields {
    static let fieldNames = ["document_names"]

    /// In the order of their first upload.
    var names: [String]

    enum CodingKeys: String, CodingKey {
        case names = "document_names"
    }
}
