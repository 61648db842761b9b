extension Schema {
    static let version4Clones = ""
}
