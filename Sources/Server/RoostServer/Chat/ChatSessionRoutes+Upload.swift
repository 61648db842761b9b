import Crypto
import DocumentStore
import Foundation
import HTTPTypes
import Hummingbird
import RetrievalEngine

extension ChatSessionRoutes {
    /// Adds a PDF to a session, for its replies to be taken from.
    ///
    /// The session is looked for before anything about the file is said.
    @Sendable
    func upload(_ request: ChatUserRequest) async throws -> Response {
        let session = try await session(request.sessionNumber(), of: request.userNumber)
        do {
            let file = try await request.request.request.withUploadedFile("file", upTo: endpoint.users.maximumByteCount)
            { file in
                let bytes = try await file.bytes()
                try Self.requirePDF(file, bytes)
                return SessionFile(name: file.name, bytes: bytes)
            }
            return try Response.json(try await add(file, to: session))
        } catch let error as UploadError {
            throw Self.failure(error, of: request.request.request)
        }
    }

    /// A file is a PDF when its type or its name says so and its bytes do.
    private static func requirePDF(_ file: UploadedFile, _ bytes: [UInt8]) throws {
        let isNamed = file.mediaType == "application/pdf" || file.name.lowercased().hasSuffix(".pdf")
        guard isNamed, bytes.starts(with: "%PDF-".utf8) else {
            throw APIFailure.badRequest("Only PDF files are supported")
        }
    }

    private static func failure(_ error: UploadError, of request: Request) -> any Error {
        switch error {
        case .missing: return ValidationError([.missing(at: ["body", "file"], in: .null)])
        case .tooLarge: return APIFailure.badRequest("File size exceeds maximum limit")
        case .malformed(let reason):
            // What is no form at all has no file; what claims to be one and is not is as broken JSON.
            let type = request.headers[.contentType]?.lowercased() ?? ""
            return type.hasPrefix("multipart/form-data")
                ? APIFailure.badRequest("The form cannot be read: \(reason)")
                : ValidationError([.missing(at: ["body", "file"], in: .null)])
        }
    }
}

/// A file that came for a session.
private struct SessionFile: Sendable {
    /// The member of a document's metadata that holds the file's own name.
    static let nameKey = "filename"

    var name: String
    var bytes: [UInt8]

    /// - Parameter name: As the client gave it.
    init(name: String, bytes: [UInt8]) {
        let printable = String(
            String.UnicodeScalarView(name.unicodeScalars.filter { $0.value >= 0x20 && $0 != "\u{7F}" })
        )
        // The end of a name tells more than the middle.
        self.name = printable.trimmed.isEmpty ? "document.pdf" : String(printable.trimmed.suffix(255).limited(to: 400))
        self.bytes = bytes
    }
}

extension ChatSessionRoutes {
    /// Stores a file with its text, in one transaction.
    ///
    /// The same bytes under the same name are the same file. Other bytes under a name that is taken are a file of their
    /// own, since nobody in a chat expects an upload to take something away; in citations it is `name (2).pdf`.
    private func add(_ file: SessionFile, to session: StoredSession) async throws -> UploadedSessionFile {
        try await uploads.run(session.queueKey) {
            let files = try await files(of: session)
            let documents = try await engine.run { try files.handle.documents() }
            if let known = try await known(file, among: documents, in: files) {
                return try await described(known, in: files, of: session)
            }
            guard documents.count < SessionLimits.fileCount else {
                throw APIFailure.badRequest("A session holds at most \(SessionLimits.fileCount) files")
            }
            let name = Self.freeName(for: file.name, among: Set(documents.map(\.name)))
            var source = DocumentSource(
                name: name,
                content: .file(file.bytes),
                metadata: [SessionFile.nameKey: .string(file.name)]
            )
            source.mayLackText = true
            do {
                try await files.ingest(source, policy: .mustBeNew)
            } catch let error as EngineError where error.code == .unreadableDocument {
                guard let reason = error.documentFault else {
                    throw EngineError(.internalFailure, "a document could not be read", cause: error)
                }
                throw APIFailure.badRequest("Failed to extract text from PDF: \(reason)")
            } catch let error as EngineError where error.code == .notFound {
                throw APIFailure.unknownSession
            }
            let stored = try await engine.run { try files.handle.document(named: name) }
            guard let stored else { throw APIFailure.unknownSession }
            return try await described(stored, in: files, of: session)
        }
    }

    private func files(of session: StoredSession) async throws -> Collection {
        let handle = try await engine.run { [engine] in
            try engine.store.openFiles(
                ofSession: session.id,
                of: session.userNumber,
                model: engine.embeddingModel
            )
        }
        guard let handle else { throw APIFailure.unknownSession }
        return try engine.collection(handle)
    }

    private func known(
        _ file: SessionFile,
        among documents: [StoredDocument],
        in files: Collection
    ) async throws -> StoredDocument? {
        guard !documents.isEmpty else { return nil }
        let digest = try await engine.run { Array(SHA256.hash(data: file.bytes)) }
        return documents.first { $0.sha256 == digest && $0.ownName == file.name }
    }

    private func described(
        _ document: StoredDocument,
        in files: Collection,
        of session: StoredSession
    ) async throws -> UploadedSessionFile {
        let text = try await engine.run { try files.handle.text(ofDocument: document.id) }
        guard let text else { throw APIFailure.unknownSession }
        return UploadedSessionFile(document, named: document.ownName, text: text, in: session)
    }

    /// The name, or the name with the first number behind it that makes it new.
    private static func freeName(for name: String, among taken: Set<String>) -> String {
        guard taken.contains(name) else { return name }
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        let candidates = (2...SessionLimits.fileCount + 1).lazy.map { "\(name[..<dot]) (\($0))\(name[dot...])" }
        return candidates.first { !taken.contains($0) } ?? name
    }
}

extension StoredDocument {
    /// The name of the file that the document was made of.
    fileprivate var ownName: String {
        let members = try? JSONDecoder().decode([String: JSONValue].self, from: Data(metadata.utf8))
        return members?[SessionFile.nameKey]?.stringValue ?? name
    }
}

extension Substring {
    /// The end that has so many Unicode scalars at most.
    fileprivate func limited(to count: Int) -> String {
        String(String.UnicodeScalarView(unicodeScalars.suffix(count)))
    }
}
