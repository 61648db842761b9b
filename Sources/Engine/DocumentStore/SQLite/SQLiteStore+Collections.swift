import GRDB

extension SQLiteStore: CollectionStore {
    private static let dimensions = 1...65536

    package func createCollection(
        named name: String,
        owner: CollectionOwner,
        model: EmbeddingModelIdentity
    ) throws(StoreError) -> any CollectionHandle {
        let description = CollectionDescription(name: name, owner: owner, model: model)
        let id = try write("create the collection") { try Self.insertCollection(description, in: $0) }
        return SQLiteCollection(store: self, id: id, description: description)
    }

    package func openCollection(
        named name: String,
        owner: CollectionOwner
    ) throws(StoreError) -> (any CollectionHandle)? {
        try read("open the collection") { try collection(named: name, owner: owner, in: $0) }
    }

    /// As `openCollection(named:owner:)`, in a transaction.
    func collection(named name: String, owner: CollectionOwner, in database: Database) throws -> SQLiteCollection? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT id, model_name, dimension FROM collection
                    WHERE owner_kind = ? AND owner_identifier = ? AND name = ?
                    """
            ),
            arguments: [owner.kind, owner.identifier, name]
        )
        guard let row else { return nil }
        let description = CollectionDescription(name: name, owner: owner, model: try Self.model(row))
        return try SQLiteCollection(store: self, id: row.decode(atIndex: 0), description: description)
    }

    package func deleteCollection(named name: String, owner: CollectionOwner) throws(StoreError) -> Bool {
        try write("delete the collection") { database in
            try database.execute(
                sql: "DELETE FROM collection WHERE owner_kind = ? AND owner_identifier = ? AND name = ?",
                arguments: [owner.kind, owner.identifier, name]
            )
            return database.changesCount > 0
        }
    }

    package func collections(of owner: CollectionOwner) throws(StoreError) -> [CollectionDescription] {
        try read("list the collections") { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT name, model_name, dimension FROM collection
                    WHERE owner_kind = ? AND owner_identifier = ? ORDER BY id
                    """,
                arguments: [owner.kind, owner.identifier]
            )
            return try rows.map { row in
                try CollectionDescription(name: row.decode(atIndex: 0), owner: owner, model: Self.model(row))
            }
        }
    }

    package func collectionIdentifiers() throws(StoreError) -> Set<Int64> {
        try read("list the collections") { try Int64.fetchSet($0, sql: "SELECT id FROM collection") }
    }

    /// - Returns: The identifier of the new row.
    static func insertCollection(_ collection: CollectionDescription, in database: Database) throws -> Int64 {
        try validate(collection)
        do {
            try database.execute(
                sql: """
                    INSERT INTO collection (owner_kind, owner_identifier, name, model_name, dimension)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    collection.owner.kind, collection.owner.identifier, collection.name,
                    collection.model.name, collection.model.dimension,
                ]
            )
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
            let message = "the owner has a collection named \"\(collection.name)\" already"
            throw StoreError(code: .alreadyExists, message: message, cause: error)
        }
        return database.lastInsertedRowID
    }

    /// Reads the model's name and dimension from the second and third column.
    private static func model(_ row: Row) throws -> EmbeddingModelIdentity {
        let model = try EmbeddingModelIdentity(name: row.decode(atIndex: 1), dimension: row.decode(atIndex: 2))
        guard dimensions.contains(model.dimension) else {
            throw StoreError.corrupt("a collection has the dimension \(model.dimension)")
        }
        return model
    }

    private static func validate(_ collection: CollectionDescription) throws {
        try Validation.text(collection.name, "the collection's name", lengths: 1...512)
        try Validation.text(collection.owner.kind, "the owner's kind", lengths: 1...32)
        try Validation.text(collection.owner.identifier, "the owner's identifier", lengths: 0...512)
        try Validation.text(collection.model.name, "the model's name", lengths: 1...512)
        guard dimensions.contains(collection.model.dimension) else {
            throw StoreError.invalid("a dimension is 1…65536, not \(collection.model.dimension)")
        }
    }
}
