/// What is said about what happened in a workspace.
struct InsightAnswer: Codable, Hashable {
    enum Sufficiency: String, Codable, CaseIterable {
        case sufficient
        case insufficient
    }

    var explanation: String
    var reasons: [String]
    var suggestions: [String]
    var sufficiency: Sufficiency

    enum CodingKeys: String, CodingKey {
        case explanation
        case reasons
        case suggestions
        case sufficiency = "data_sufficiency"
    }

    /// What an explanation holds when there is too little to say anything.
    static let insufficiency = "Data is insufficient to provide a comprehensive answer."

    var texts: [String] { [explanation] + reasons + suggestions }
}
