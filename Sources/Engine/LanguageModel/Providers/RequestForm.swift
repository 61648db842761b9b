/// Which of a request's optional parts a server understands: servers of one wire format differ.
struct RequestForm: Sendable, Equatable {
    /// A part that can be left out.
    enum Parameter: String, Sendable, CaseIterable {
        case streamOptions = "stream_options"
        case temperature
        case topP = "top_p"
    }

    /// The name of the limit of tokens.
    enum LimitName: String, Sendable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    var limitName = LimitName.maxTokens
    private(set) var omitted: Set<Parameter> = []
    /// The name changes once at most, so that a server which refuses both is not asked for ever.
    private var hasOtherLimitName = false

    init(limitName: LimitName = .maxTokens) {
        self.limitName = limitName
    }

    func sends(_ parameter: Parameter) -> Bool {
        !omitted.contains(parameter)
    }

    /// The form to try after a refusal (status 400 or 422) that names something as unsupported; nil when it names
    /// nothing that can be changed.
    func adapted(to refusal: ProviderError) -> RequestForm? {
        let text = refusal.message.lowercased()
        guard Self.isAboutSupport(refusal, text: text) else { return nil }
        var form = self
        let names = { (name: String) in refusal.parameter == name || text.contains(name) }
        if let other = otherLimitName, names(limitName.rawValue) || names(other.rawValue) {
            form.limitName = other
            form.hasOtherLimitName = true
            return form
        }
        guard let parameter = Parameter.allCases.first(where: { sends($0) && names($0.rawValue) }) else { return nil }
        form.omitted.insert(parameter)
        return form
    }

    /// Takes over what another request found out.
    mutating func learn(from other: RequestForm) {
        omitted.formUnion(other.omitted)
        guard other.hasOtherLimitName else { return }
        limitName = other.limitName
        hasOtherLimitName = true
    }

    private var otherLimitName: LimitName? {
        guard !hasOtherLimitName else { return nil }
        return limitName == .maxTokens ? .maxCompletionTokens : .maxTokens
    }

    /// A value out of range is the caller's mistake, and nothing is left out for that.
    private static func isAboutSupport(_ refusal: ProviderError, text: String) -> Bool {
        if ["unsupported_parameter", "unsupported_value", "unknown_parameter"].contains(refusal.code) { return true }
        let signs = [
            "unsupported", "not support", "unrecognized", "unknown", "not permitted", "not allowed", "unexpected",
            "deprecated", "extra inputs", "extra fields",
        ]
        return signs.contains { text.contains($0) }
    }
}
