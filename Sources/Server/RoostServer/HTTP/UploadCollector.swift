import HTTPFormats

/// Picks one file out of a form: a small one is kept in memory, a larger one goes to a temporary file.
struct UploadCollector {
    private static let memoryByteCount = 64 << 10

    /// The file, once its part has ended.
    private(set) var file: UploadedFile?

    private let field: String
    private let limit: Int
    /// The file's part, while it is read.
    private var part: MultipartPart?
    private var byteCount = 0
    /// The bytes that are not in the temporary file.
    private var pending: [UInt8] = []
    private var storage: NamelessFile?

    /// - Parameters:
    ///   - field: The name of the file's part.
    ///   - limit: Bytes of the file, at most.
    init(field: String, limit: Int) {
        self.field = field
        self.limit = limit
    }

    /// Takes the next event of the form.
    ///
    /// - Throws: ``UploadError/tooLarge(limit:)`` as soon as the file is; an error of the system when the file cannot be
    ///   stored.
    mutating func receive(_ event: MultipartEvent) async throws {
        switch event {
        case .partBegins(let part):
            self.part = part.name == field && part.fileName != nil && file == nil ? part : nil
        case .bytes(let bytes):
            if part != nil {
                try await append(bytes)
            }
        case .partEnds:
            if let part {
                try await end(part)
            }
        case .formEnds: break
        }
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) async throws {
        byteCount += bytes.count
        guard byteCount <= limit else { throw UploadError.tooLarge(limit: limit) }
        pending += bytes
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
        self.part = nil
        guard let name = part.fileName, byteCount > 0 || !name.isEmpty else { return }
        if storage != nil, !pending.isEmpty {
            try await store()
        }
        file = UploadedFile(
            name: name,
            mediaType: part.mediaType,
            byteCount: byteCount,
            contents: storage.map(UploadedFile.Contents.file) ?? .memory(pending)
        )
        pending = []
        storage = nil
    }
}
