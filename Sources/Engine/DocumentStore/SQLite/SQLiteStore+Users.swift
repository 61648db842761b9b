import GRDB

extension SQLiteStore: UserNumberStore {
    private static let ownNumbers: ClosedRange<Int64> = 1...999_999_999

    package func number(ofUser subject: String) throws(StoreError) -> Int64 {
        // "007" and "7" are two users: only the one that looks like its number is it.
        if let number = Int64(subject), Self.ownNumbers.contains(number), String(number) == subject {
            return number
        }
        if let known = try read("look up the user", { try Self.number(ofUser: subject, in: $0) }) {
            return known
        }
        return try write("number the user") { database in
            if let known = try Self.number(ofUser: subject, in: database) { return known }
            try Validation.text(subject, "the user's name", lengths: 1...256)
            try database.execute(sql: "INSERT INTO user_number (subject) VALUES (?)", arguments: [subject])
            return database.lastInsertedRowID
        }
    }

    private static func number(ofUser subject: String, in database: Database) throws -> Int64? {
        let statement = try database.cachedStatement(sql: "SELECT number FROM user_number WHERE subject = ?")
        return try Int64.fetchOne(statement, arguments: [subject])
    }
}
