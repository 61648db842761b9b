extension Schema {
    static let version4Prompts = ""
}
