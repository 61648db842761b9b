extension Schema {
    static let version4Assistants = ""
}
