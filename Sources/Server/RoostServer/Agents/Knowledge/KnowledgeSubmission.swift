import DocumentStore
import Foundation
import RetrievalEngine

/// What a request gives to an agent, as far as the request alone tells.
struct KnowledgeSubmission: Sendable {
    /// The name of the form's part that is the file.
    static let fileField = "file"
    static let fieldNames: Set<String> = ["agent_id", "source_type", "metadata"]

    /// Bytes of a source's metadata, at most, as each of its chunks has them: the text of a message is not among them.
    static let metadataByteCount = 16 << 10

    var agentID: String
    var sourceType: KnowledgeSourceType
    /// A UUID in lower case; a new one when the client gave none.
    var sourceID: String
    /// Nil when the client gave none.
    var sourceName: String?
    /// What the client says of the source, without the text of a message.
    var metadata: [String: JSONValue]
    /// The text of a message, or from elsewhere; nil for a file.
    var text: String?

    /// Reads a form. As in every form, a field that may be left out counts as left out when it is empty.
    ///
    /// - Throws: As ``init(_:hasFile:)``.
    init(_ form: UploadedForm) throws(ValidationError) {
        let fields = form.fields.filter { $0.key != "metadata" || !$0.value.isEmpty }
        try self.init(.object(fields.mapValues(JSONValue.string)), hasFile: form.file != nil)
    }

    /// Reads the fields of a request.
    ///
    /// - Throws: ``ValidationError`` with all that is wrong.
    init(_ value: JSONValue, hasFile: Bool) throws(ValidationError) {
        var reader = try FieldReader(value)
        let agentID = reader.required("agent_id", as: .uuid)
        let sourceType = reader.required("source_type", as: .choice(of: KnowledgeSourceType.allCases.map(\.rawValue)))
            .flatMap(KnowledgeSourceType.init)
        let metadata = reader.optional("metadata", as: .nullable(.metadata))
        if let sourceType {
            reader.note(Self.fileIssues(of: sourceType, hasFile: hasFile))
        }
        var description = SourceDescription(metadata: (metadata ?? nil) ?? [:])
        // What is wrong with the metadata as a whole was said already, and whether text is missing cannot be told then.
        if let sourceType, metadata != nil || value["metadata"] == nil {
            description.takeText(of: sourceType)
            description.requireModestSize()
        }
        reader.note(description.issues)
        guard let agentID, let sourceType, reader.failure.issues.isEmpty else { throw reader.failure }
        self.agentID = agentID
        self.sourceType = sourceType
        sourceID = description.sourceID ?? UUID().uuidString.lowercased()
        sourceName = description.sourceName
        self.metadata = description.metadata
        text = description.text
    }

    private static func fileIssues(of type: KnowledgeSourceType, hasFile: Bool) -> [ValidationError.Issue] {
        switch (type, hasFile) {
        case (.file, false): [.sentence("File is required for 'file' source_type.", about: fileField)]
        case (.file, true), (_, false): []
        case (_, true): [.sentence("File is only allowed for 'file' source_type.", about: fileField)]
        }
    }
}

/// What a client says of a source.
private struct SourceDescription {
    private(set) var metadata: [String: JSONValue]
    private(set) var sourceID: String?
    private(set) var sourceName: String?
    private(set) var text: String?
    private(set) var issues: [ValidationError.Issue] = []

    init(metadata: [String: JSONValue]) {
        self.metadata = metadata
        var reader = FieldReader(members: metadata, at: ["body", "metadata"])
        sourceID = reader.optional("source_id", as: .nullable(.uuid)) ?? nil
        if metadata["source_name"]?.stringValue?.trimmed != "" {
            sourceName = reader.optional("source_name", as: .nullable(.characters(upTo: 255))) ?? nil
        }
        issues = reader.issues
    }

    /// Takes the text of what is no file out of the metadata.
    mutating func takeText(of type: KnowledgeSourceType) {
        guard type != .file else { return }
        text = metadata.removeValue(forKey: "text_content")?.stringValue
        if text?.trimmed.isEmpty ?? true {
            let sentence = "text_content is required in metadata for '\(type.rawValue)' source_type."
            issues.append(.sentence(sentence, about: "metadata"))
        }
    }

    mutating func requireModestSize() {
        let byteCount = (try? JSONEncoder().encode(metadata).count) ?? .max
        if byteCount > KnowledgeSubmission.metadataByteCount {
            let limit = KnowledgeSubmission.metadataByteCount
            issues.append(.sentence("Metadata may have at most \(limit) bytes beside text_content.", about: "metadata"))
        }
    }
}

extension LaxType where Value == [String: JSONValue] {
    /// An object, or a text that is the JSON of one.
    fileprivate static var metadata: Self {
        Self { value, _, issues in
            do {
                let json = try value.stringValue.map { try JSONParser.parse(Array($0.utf8)) } ?? value
                guard case .object(let members) = json else {
                    issues += [
                        .sentence("Metadata must be a valid JSON string.", about: "metadata"),
                        .sentence("It must hold an object.", about: "metadata"),
                    ]
                    return nil
                }
                return members
            } catch {
                issues.append(.sentence("Metadata must be a valid JSON string.", about: "metadata"))
                return nil
            }
        }
    }
}
