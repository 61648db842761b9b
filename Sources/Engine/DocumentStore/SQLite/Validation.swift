/// Rules that are told in words before the schema refuses a row without saying which.
enum Validation {
    /// - Parameter lengths: Unicode scalars.
    static func text(_ text: String, _ what: String, lengths: ClosedRange<Int>) throws {
        try noNUL(text, what)
        let length = text.unicodeScalars.count
        guard lengths.contains(length) else {
            let allowed = "\(lengths.lowerBound)…\(lengths.upperBound)"
            throw StoreError.invalid("\(what) has \(length) characters, not \(allowed)")
        }
    }

    /// SQLite would store the text only up to the first NUL.
    static func noNUL(_ text: String, _ what: String) throws {
        let holdsNUL = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe $0.contains(0) }
        guard !(holdsNUL ?? text.utf8.contains(0)) else {
            throw StoreError.invalid("\(what) holds a NUL character")
        }
    }

    /// A reason as it is stored: never empty, and without NUL, whatever an error said of itself.
    static func reason(_ text: String) -> String {
        let text = text.replacing("\0", with: "")
        return text.isEmpty ? "unknown" : text
    }

    static func document(_ document: NewDocument) throws {
        try text(document.name, "the document's name", lengths: 1...512)
        try noNUL(document.mediaType, "the media type")
        try noNUL(document.title ?? "", "the title")
        try noNUL(document.text, "the document's text")
        try digest(document.sha256)
        try assets(document.assets)
        try document.ingestion.map(ingestion)
        guard document.byteCount >= 0, document.pageCount ?? 0 >= 0 else {
            throw StoreError.invalid("a document cannot have a negative number of bytes or pages")
        }
    }

    private static func ingestion(_ ingestion: NewIngestion) throws {
        try text(ingestion.userID, "the user's name", lengths: 1...256)
        try ingestion.sourceName.map { try text($0, "the source's name", lengths: 1...255) }
        try ingestion.fileName.map { try text($0, "the file's name", lengths: 0...512) }
    }

    private static func assets(_ assets: [NewAsset]) throws {
        var seen: Set<String> = []
        for asset in assets {
            try text(asset.uuid, "an asset's identifier", lengths: 1...128)
            try noNUL(asset.mediaType, "an asset's media type")
            try noNUL(asset.description, "an asset's description")
            guard seen.insert(asset.uuid).inserted else {
                throw StoreError.invalid("two assets of the document have the identifier \(asset.uuid)")
            }
        }
    }

    static func failure(_ failure: DocumentFailure) throws {
        try text(failure.name, "the document's name", lengths: 1...512)
        try noNUL(failure.mediaType, "the media type")
        try text(failure.reason, "the reason of the failure", lengths: 1...Int.max)
        try digest(failure.sha256)
        guard failure.byteCount >= 0 else { throw StoreError.invalid("a document cannot have negative bytes") }
    }

    /// - Parameters:
    ///   - dimension: Of the collection.
    ///   - byteCount: Of the document's text.
    static func chunk(_ chunk: NewChunk, dimension: Int, byteCount: Int) throws {
        for text in [chunk.text, chunk.windowText ?? "", chunk.lexicalTitle, chunk.lexicalText] {
            try noNUL(text, "a chunk's text")
        }
        guard chunk.vector.count == dimension else {
            let message = "a vector has \(chunk.vector.count) values, the collection \(dimension) dimensions"
            throw StoreError(code: .dimensionMismatch, message: message)
        }
        guard chunk.vector.allSatisfy({ $0.isFinite }) else {
            throw StoreError.invalid("a vector has a value that is not finite")
        }
        if let codes = chunk.tokenCodes, !codes.isWhole {
            throw StoreError.invalid(
                "token codes of \(codes.dimension) dimensions cannot have \(codes.bytes.count) bytes"
            )
        }
        guard
            chunk.utf8Range.lowerBound >= 0, chunk.utf8Range.upperBound <= byteCount,
            (0...chunk.utf8Range.lowerBound).contains(chunk.scalarRange.lowerBound),
            chunk.scalarRange.upperBound <= chunk.utf8Range.upperBound
        else {
            throw StoreError.invalid("a chunk at \(chunk.utf8Range) is not within the text of \(byteCount) bytes")
        }
        guard chunk.page ?? 1 >= 1, (0...Int(Int32.max)).contains(chunk.tokenCount) else {
            throw StoreError.invalid("a chunk's page is at least 1 and its token count 0…2147483647")
        }
    }

    private static func digest(_ digest: [UInt8]) throws {
        guard digest.count == 32 else { throw StoreError.invalid("a SHA-256 has 32 bytes, not \(digest.count)") }
    }
}
