extension Schema {
    static let version4Sessions = ""
}
