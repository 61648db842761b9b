import DocumentStore
import Foundation
import GRDB
import TestSupport
import Testing

/// Data folders of every release of the schema, from `fixtures/schema`: each file there is what a release added, as it was
/// released, with a few rows.
@Suite("Migrations of released data folders") struct MigrationTests {
    private static let releases = Array(1...8)

    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private var file: String { folder.url.appending(path: "roost.sqlite").path }

    /// Makes the folder as a release left it.
    private func makeFolder(of release: Int) throws {
        let database = try DatabaseQueue(path: file)
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")
            for number in 1...release {
                try database.execute(sql: String(contentsOf: Fixtures.url("schema/\(number).sql"), encoding: .utf8))
            }
        }
        try database.close()
    }

    @Test("Every row of a release survives, and every invariant holds after it", arguments: releases)
    func rowsSurvive(release: Int) throws {
        try makeFolder(of: release)
        let before = try contents(of: nil)
        let store = try SQLiteStore(folder: folder.url)
        #expect(try store.integrityProblems() == [])
        let after = try contents(of: before.mapValues(\.columns))
        for (table, old) in before {
            // Two tables of release 5 that nothing was ever written to were made anew.
            guard old.rows != [] else { continue }
            #expect(after[table]?.rows == old.rows, "\(table)")
        }
        #expect(before.keys.contains("chunk_vector") && before["chunk_vector"]?.rows.isEmpty == false)
    }

    @Test("What a release stored is found, read and replaced", arguments: releases)
    func isUsable(release: Int) throws {
        try makeFolder(of: release)
        let store = try SQLiteStore(folder: folder.url)
        let manuals = try #require(try store.openCollection(named: "manuals", owner: .local))
        #expect(try manuals.search("ferry", "boat").sorted() == [1 << 32 | 1, 1 << 32 | 2])
        #expect(try manuals.documents().map(\.name) == ["ferry.txt"])
        try manuals.add("ferry.txt", "The ferry leaves at ten.")
        #expect(try manuals.search("boat").isEmpty)
        #expect(try store.integrityProblems() == [])
    }

    @Test("A migrated folder has the tables of a new one", arguments: releases)
    func sameSchema(release: Int) throws {
        try makeFolder(of: release)
        _ = try SQLiteStore(folder: folder.url)
        let fresh = try TemporaryStore()
        #expect(try schema(of: file) == schema(of: fresh.databaseFile.path))
    }

    private struct Table: Equatable {
        var columns: [String]
        var rows: [[DatabaseValue]]
    }

    /// The rows of all tables, or of some columns of some.
    private func contents(of columns: [String: [String]]?) throws -> [String: Table] {
        try DatabaseQueue(path: file).read { database in
            let names = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            )
            return try names.reduce(into: [:]) { tables, name in
                guard name != "grdb_migrations", columns == nil || columns?[name] != nil else { return }
                let columns = try columns?[name] ?? database.columns(in: name).map(\.name)
                let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
                let rows = try Row.fetchAll(database, sql: "SELECT \(list) FROM \"\(name)\" ORDER BY \(list)")
                tables[name] = Table(columns: columns, rows: rows.map { Array($0.databaseValues) })
            }
        }
    }

    private func schema(of path: String) throws -> [String] {
        try DatabaseQueue(path: path).read { database in
            let texts = try String.fetchAll(
                database,
                sql: "SELECT name || coalesce(sql, '') FROM sqlite_schema ORDER BY name"
            )
            return texts.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        }
    }
}
