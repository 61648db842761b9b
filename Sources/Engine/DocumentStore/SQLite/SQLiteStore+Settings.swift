import Foundation
import GRDB

extension SQLiteStore: SettingStore {
    package func setting(_ name: String) throws(StoreError) -> [UInt8]? {
        try read("read a setting") { try Self.setting(name, in: $0) }
    }

    package func setSetting(_ name: String, to value: [UInt8]?) throws(StoreError) {
        try write("store a setting") { database in
            try Validation.text(name, "the setting's name", lengths: 1...128)
            guard let value else {
                return try database.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [name])
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)",
                arguments: [name, Data(value)]
            )
        }
    }

    package func setting(_ name: String, orStore value: [UInt8]) throws(StoreError) -> [UInt8] {
        try write("store a setting") { database in
            if let present = try Self.setting(name, in: database) { return present }
            try Validation.text(name, "the setting's name", lengths: 1...128)
            try database.execute(
                sql: "INSERT INTO setting (name, value) VALUES (?, ?)",
                arguments: [name, Data(value)]
            )
            return value
        }
    }

    private static func setting(_ name: String, in database: Database) throws -> [UInt8]? {
        try Data.fetchOne(database, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name]).map(Array.init)
    }
}
