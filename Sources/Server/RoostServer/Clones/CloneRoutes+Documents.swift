import DocumentStore
import Foundation
import HTTPTypes
import Hummingbird
import RetrievalEngine

extension CloneRoutes {
    /// Trains a clone on a file.
    ///
    /// A file that is what its name says and cannot be read all the same is entered as a failed document, for people to see;
    /// it takes no document away that could be read before under its name. The next good file of that name takes the place
    /// of both.
    @Sendable
    func upload(_ request: UserRequest) async throws -> Response {
        let id = try request.cloneID
        let user = try await user(of: request)
        let access = try await engine.run { [store = engine.store] in
            try store.openDocuments(ofClone: id, for: .changing, by: user)
        }
        let training = CloneTraining(
            cloneID: id,
            user: user,
            collection: try engine.collection(granted(access).documents),
            routes: self
        )
        do {
            let answer = try await request.request.withUploadedFile("file", upTo: endpoint.maximumByteCount) { file in
                try await training.train(on: file)
            }
            return try .json(answer, status: .created)
        } catch let error as UploadError {
            throw APIFailure(error, isForm: request.isForm)
        }
    }
}

/// Trains one clone on files, on behalf of its creator.
private struct CloneTraining: Sendable {
    var cloneID: String
    var user: CloneUser
    var collection: Collection
    var routes: CloneRoutes

    private var engine: RetrievalEngine { routes.engine }

    func train(on file: UploadedFile) async throws -> CloneUploadAnswer {
        let name = try file.storableName
        guard file.byteCount > 0 else { throw APIFailure.badRequest("The file is empty") }
        guard let kind = FileKind(fileName: name) else { throw APIFailure.unsupportedFile }
        let bytes = try await file.bytes()
        guard try await engine.recognizes(bytes, as: kind) else { throw APIFailure.unsupportedFile }
        do {
            _ = try await routes.whileThere {
                try await collection.ingest(DocumentSource(name: name, content: .file(bytes)))
            }
        } catch let error as EngineError {
            return try await failure(of: name, error)
        }
        return CloneUploadAnswer(
            document: try await processedDocument(named: name),
            uploadResult: .init(success: true, message: "Document processed successfully")
        )
    }

    /// Enters that a file could not be read.
    ///
    /// - Throws: `error`, when it is not the file's fault.
    private func failure(of name: String, _ error: EngineError) async throws -> CloneUploadAnswer {
        guard !error.isOfUnsupportedDocument else { throw APIFailure.unsupportedFile }
        guard let reason = error.documentFault else {
            guard error.code == .unreadableDocument else { throw error }
            throw EngineError(.internalFailure, "a document could not be read", cause: error)
        }
        let failure = CloneDocumentFailure(
            id: UUID().uuidString.lowercased(),
            fileName: name,
            reason: reason,
            uploadedAt: Timestamp.nowMilliseconds
        )
        let recorded = try await engine.run { [store = engine.store, cloneID, user] in
            try store.recordFailure(failure, ofClone: cloneID, by: user)
        }
        return CloneUploadAnswer(
            document: CloneDocumentAnswer(try routes.granted(recorded), indexLabel: routes.indexLabel),
            uploadResult: .init(success: false, message: reason)
        )
    }

    private func processedDocument(named name: String) async throws -> CloneDocumentAnswer {
        let settled = try await engine.run { [store = engine.store, cloneID, user] in
            try store.settleDocument(named: name, ofClone: cloneID, by: user)
        }
        guard let document = try routes.granted(settled) else {
            throw EngineError(.internalFailure, "a document that was processed is not among its clone's")
        }
        return CloneDocumentAnswer(document, indexLabel: routes.indexLabel)
    }
}

extension UserRequest {
    /// Whether the body says that it is a form that may have files.
    fileprivate var isForm: Bool {
        request.headers[.contentType]?.lowercased().hasPrefix("multipart/form-data") ?? false
    }
}

extension UploadedFile {
    /// The name that the file is known by from now on.
    ///
    /// - Throws: 400.
    fileprivate var storableName: String {
        get throws {
            let name = name.trimmed
            guard (1...512).contains(name.unicodeScalars.count) else {
                throw APIFailure.badRequest("The file's name should have 1 to 512 characters")
            }
            guard !name.utf8.contains(0) else {
                throw APIFailure.badRequest("The file's name should not hold a NUL character")
            }
            return name
        }
    }
}

extension APIFailure {
    fileprivate static let unsupportedFile = badRequest("Unsupported file type. Supported types: PDF, TXT, DOCX")

    /// - Parameter isForm: Whether the request says that its body is a form: one that is none has no file.
    fileprivate init(_ error: UploadError, isForm: Bool) {
        switch error {
        case .malformed(let reason) where isForm: self = .badRequest("The form cannot be read: \(reason)")
        case .missing, .malformed: self = .badRequest("No file provided")
        case .tooLarge(let limit): self = .badRequest("File too large. Maximum size is \(Self.size(limit))")
        }
    }

    /// A number of bytes for people: `10MB`.
    private static func size(_ byteCount: Int) -> String {
        if byteCount.isMultiple(of: 1 << 20) { return "\(byteCount >> 20)MB" }
        return byteCount.isMultiple(of: 1 << 10) ? "\(byteCount >> 10)KB" : "\(byteCount) bytes"
    }
}
