package import Foundation
import GRDB

/// Has SQLite say that the disk is full, as it does also when a table has given out its last number.
package struct FullDisk {
    private let database: DatabaseQueue

    /// - Parameter dataFolder: Of a store that is there.
    package init(dataFolder: URL) throws {
        var configuration = Configuration()
        // The store writes as well.
        configuration.busyMode = .timeout(10)
        database = try DatabaseQueue(
            path: dataFolder.appending(path: "roost.sqlite").path,
            configuration: configuration
        )
        try database.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE full_disk (number INTEGER PRIMARY KEY AUTOINCREMENT);
                    INSERT INTO full_disk VALUES (\(Int64.max));
                    """
            )
        }
    }

    /// Has no room from now on for a change of a row.
    ///
    /// - Parameter change: As a trigger names it, such as `INSERT ON document`; once each.
    package func begin(at change: String) throws {
        try database.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER "\(Self.trigger(at: change))" BEFORE \(change)
                    BEGIN INSERT INTO full_disk VALUES (NULL); END
                    """
            )
        }
    }

    /// Has room again for a change that ``begin(at:)`` named.
    package func end(at change: String) throws {
        try database.write { try $0.execute(sql: "DROP TRIGGER \"\(Self.trigger(at: change))\"") }
    }

    /// Has room again for everything, and leaves no trace.
    package func end() throws {
        try database.write { database in
            let names = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '\(Self.trigger(at: "%"))'"
            )
            for name in names { try database.execute(sql: "DROP TRIGGER \"\(name)\"") }
            try database.execute(sql: "DROP TABLE full_disk")
        }
    }

    private static func trigger(at change: String) -> String {
        "full disk at \(change)"
    }
}
