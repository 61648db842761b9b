/// What a backup says of itself, as JSON.
///
/// A backup is one file: the SQLite database, then the server's secret for tokens, then this description in UTF-8, its length
/// (8 bytes, little-endian) and sixteen bytes that tell the format. The database comes first and is written in place, so that a
/// backup takes the space of one copy, and SQLite's own tools open the file as it is. The indexes in files are left out: they
/// are made from the database.
struct BackupDescription: Codable, Equatable {
    /// The bytes at the end of the file.
    static let signature = Array("roost backup 1\r\n".utf8)
    /// The lengths of what stands behind the description.
    static let tailByteCount = 8 + signature.count
    /// No description is longer.
    static let largestByteCount = 65_536

    struct Part: Codable, Equatable {
        var name: String
        var bytes: Int
        /// SHA-256, in hexadecimal digits.
        var sha256: String
    }

    /// The release that made the backup.
    var release: String
    /// Unix seconds.
    var createdAt: Int64
    /// In the order in which they stand in the file.
    var parts: [Part]

    enum CodingKeys: String, CodingKey {
        case release, parts
        case createdAt = "created_at"
    }
}
