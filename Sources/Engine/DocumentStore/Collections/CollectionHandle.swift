/// One collection, opened for its owner: the only way to its documents.
///
/// No identifier of another collection's document or chunk has any effect here. After the collection was deleted,
/// reads find nothing and writes throw `notFound`; so do writes when a backup was restored in which another collection has
/// its identifier. Every call waits for the disk: never make one on Swift's
/// cooperative pool.
package protocol CollectionHandle: Sendable {
    /// Tells this collection from every other one, past ones included.
    var id: Int64 { get }

    var description: CollectionDescription { get }

    // MARK: Writing

    /// Adds or replaces documents, all in one transaction: when the call returns, they are durable.
    ///
    /// A document that breaks a rule (policy, dimension, name…) gets a failure of its own and changes nothing; the
    /// others are written all the same.
    ///
    /// - Parameter lease: Of the job that the documents are written for; nil for none.
    /// - Returns: One result for each upload, in order.
    /// - Throws: What concerns all of them (disk full, collection deleted, `leaseLost`…); then nothing was written.
    func replaceDocuments(
        _ uploads: [DocumentUpload],
        policy: ReplacementPolicy,
        under lease: JobLease?
    ) throws(StoreError) -> [Result<DocumentChange, StoreError>]

    /// Removes a document with its chunks and all that belongs to them; nil when there is none of that name.
    func deleteDocument(named name: String) throws(StoreError) -> DocumentChange?

    /// Records that a document could not be ingested, so that lists show it with the reason.
    ///
    /// A document of that name that is ready stays as it is.
    ///
    /// - Returns: Whether the failure was recorded.
    func recordFailure(_ failure: DocumentFailure) throws(StoreError) -> Bool

    // MARK: Documents

    /// The document of that name in whatever status; nil when there is none.
    func document(named name: String) throws(StoreError) -> StoredDocument?

    /// Documents in the order in which their names were first stored.
    ///
    /// - Parameters:
    ///   - limit: At most this many, 0 or more.
    ///   - offset: Leaves out this many, 0 or more.
    func documents(limit: Int, offset: Int) throws(StoreError) -> [StoredDocument]

    func statistics() throws(StoreError) -> CollectionStatistics

    /// The whole extracted text, which the ranges of chunks refer to; nil when the document is not there or not ready.
    func text(ofDocumentNamed name: String) throws(StoreError) -> String?

    /// As `text(ofDocumentNamed:)`, by the identifier that chunks carry.
    func text(ofDocument identifier: Int64) throws(StoreError) -> String?

    /// The assets with these identifiers of all documents of this collection, oldest first.
    func assets(withUUIDs uuids: Set<String>) throws(StoreError) -> [StoredAsset]

    // MARK: Chunks

    /// The chunks with these identifiers, in the order asked; those that are not in this collection are left out.
    func chunks(_ identifiers: [Int64]) throws(StoreError) -> [StoredChunk]

    /// All chunks of a document by ordinal; empty when there is none of that name.
    func chunks(ofDocumentNamed name: String) throws(StoreError) -> [StoredChunk]

    /// The chunks whose metadata pass a filter, ascending.
    ///
    /// - Complexity: O(chunks of the collection · conditions): the metadata of every chunk are read. Measured with
    ///   50,000 chunks of five members: 0.1 s.
    func chunkIDs(matching filter: MetadataFilter) throws(StoreError) -> [Int64]

    /// Chunks that hold any of the query's terms, by BM25 over this collection alone, best first, ties by identifier.
    ///
    /// - Parameters:
    ///   - limit: At most this many, 0 or more.
    ///   - included: Chunks that are listed besides, each if it holds a term.
    ///   - isIncluded: Leaves out the chunks for which it is false; the result is then still filled up to `limit`.
    ///     Must not call the store.
    /// - Complexity: O(occurrences of the terms in this collection); the index skips over those in other collections.
    ///   Measured on one core with 5,000 chunks of 200 words: 2 ms for ten words that are in 4,500 chunks in all, 20 ms
    ///   for a text of 340 different words.
    func lexicalSearch(
        matching query: LexicalQuery,
        limit: Int,
        including included: Set<Int64>,
        where isIncluded: ((Int64) -> Bool)?
    ) throws(StoreError) -> LexicalResult

    /// Where chunks hold the query's terms, title before text; chunks that hold none are left out, as are those that are
    /// not in this collection.
    ///
    /// - Complexity: O(`identifiers` · terms · log occurrences).
    func termOccurrences(
        of query: LexicalQuery,
        in identifiers: [Int64]
    ) throws(StoreError) -> [Int64: [TermOccurrence]]

    // MARK: Vectors and changes

    /// The token codes of the chunks with these identifiers; those that are not in this collection, or have none, are
    /// left out.
    func tokenCodes(of identifiers: [Int64]) throws(StoreError) -> [Int64: ChunkTokenCodes]

    /// Reads vectors in batches, all from one consistent state of the collection.
    ///
    /// - Parameters:
    ///   - selection: Which chunks; those that are not in this collection are left out.
    ///   - batchSize: Rows in a batch, 1 or more; the last may have fewer. No batch is empty.
    ///   - body: Must not call the store. What it throws ends the reading and is thrown on.
    /// - Returns: The change token of the state that was read.
    @discardableResult
    func readVectors(
        _ selection: ChunkSelection,
        batchSize: Int,
        _ body: (VectorBatch) throws -> Void
    ) throws -> Int64

    /// A number that grows with every change of the collection's chunks, whichever process makes it.
    func changeToken() throws(StoreError) -> Int64

    /// What changed since the state with an earlier token; nil when that is too long ago to tell, or not a token of
    /// this collection: then read everything again.
    func changes(since token: Int64) throws(StoreError) -> CollectionChanges?

    /// A random number that belongs to the state with a token, and to no state of another collection, another database, or
    /// of this database as restored from a backup and changed since; nil when that is too long ago to tell, or not a token
    /// of this collection.
    func changeMark(of token: Int64) throws(StoreError) -> Int64?
}

extension CollectionHandle {
    /// Adds or replaces documents for no job.
    package func replaceDocuments(
        _ uploads: [DocumentUpload],
        policy: ReplacementPolicy
    ) throws(StoreError) -> [Result<DocumentChange, StoreError>] {
        try replaceDocuments(uploads, policy: policy, under: nil)
    }

    /// Adds or replaces one document in one transaction: when the call returns, it is durable.
    ///
    /// - Throws: `alreadyExists` or `notFound` by the policy; `invalidArgument`; `dimensionMismatch`.
    package func replaceDocument(
        _ document: NewDocument,
        chunks: [NewChunk],
        policy: ReplacementPolicy = .replace
    ) throws(StoreError) -> DocumentChange {
        let results = try replaceDocuments([DocumentUpload(document: document, chunks: chunks)], policy: policy)
        guard let result = results.first else {
            throw StoreError(code: .internalFailure, message: "one upload gave no result")
        }
        return try result.get()
    }

    package func lexicalSearch(
        matching query: LexicalQuery,
        limit: Int,
        where isIncluded: ((Int64) -> Bool)? = nil
    ) throws(StoreError) -> LexicalResult {
        try lexicalSearch(matching: query, limit: limit, including: [], where: isIncluded)
    }

    /// All documents in the order in which their names were first stored.
    package func documents() throws(StoreError) -> [StoredDocument] {
        try documents(limit: .max, offset: 0)
    }
}
