import HTTPFormats

/// Picks one file and some fields out of a form: a small file is kept in memory, a larger one goes to a temporary file.
struct UploadCollector {
    private static let memoryByteCount = 64 << 10

    /// The file, once its part has ended.
    private(set) var file: UploadedFile?
    /// The fields whose parts have ended, by name.
    private(set) var fields: [String: String] = [:]

    private let field: String
    private let limit: Int
    private let fieldNames: Set<String>
    /// The part that is read, when it is one of those wanted.
    private var part: MultipartPart?
    /// Of the file.
    private var byteCount = 0
    /// The bytes that are not in the temporary file.
    private var pending: [UInt8] = []
    private var storage: NamelessFile?

    /// - Parameters:
    ///   - field: The name of the file's part.
    ///   - limit: Bytes of the file, at most.
    ///   - fieldNames: The names of the parts that are kept and are no files; who reads the form limits their bytes.
    init(field: String, limit: Int, fieldNames: Set<String> = []) {
        self.field = field
        self.limit = limit
        self.fieldNames = fieldNames
    }

    /// Takes the next event of the form.
    ///
    /// - Throws: ``UploadError/tooLarge(limit:)`` as soon as the file is; ``UploadError/malformed(_:)`` for a field that is
    ///   no UTF-8; an error of the system when the file cannot be stored.
    mutating func receive(_ event: MultipartEvent) async throws {
        switch event {
        case .partBegins(let part): self.part = isWanted(part) ? part : nil
        case .bytes(let bytes):
            if let part {
                try await append(bytes, to: part)
            }
        case .partEnds:
            if let part {
                self.part = nil
                try await end(part)
            }
        case .formEnds: break
        }
    }

    /// Of parts of one name the first is.
    private func isWanted(_ part: MultipartPart) -> Bool {
        part.fileName == nil
            ? fieldNames.contains(part.name) && fields[part.name] == nil
            : part.name == field && file == nil
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>, to part: MultipartPart) async throws {
        pending += bytes
        guard part.fileName != nil else { return }
        byteCount += bytes.count
        guard byteCount <= limit else { throw UploadError.tooLarge(limit: limit) }
        if pending.count > Self.memoryByteCount {
            try await store()
        }
    }

    private mutating func store() async throws {
        let storage = if let storage { storage } else { try await NamelessFile.create() }
        self.storage = storage
        try await storage.append(pending)
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func end(_ part: MultipartPart) async throws {
        guard let fileName = part.fileName else { return try endField(part.name) }
        guard byteCount > 0 || !fileName.isEmpty else { return }
        if storage != nil, !pending.isEmpty {
            try await store()
        }
        file = UploadedFile(
            name: fileName,
            mediaType: part.mediaType,
            byteCount: byteCount,
            contents: storage.map(UploadedFile.Contents.file) ?? .memory(pending)
        )
        pending = []
        storage = nil
    }

    private mutating func endField(_ name: String) throws {
        guard let text = String(validating: pending, as: UTF8.self) else {
            throw UploadError.malformed("expected UTF-8 in the field '\(name)', found other bytes")
        }
        fields[name] = text
        pending.removeAll(keepingCapacity: true)
    }
}
