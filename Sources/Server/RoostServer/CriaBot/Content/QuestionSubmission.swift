import Foundation
import RetrievalEngine

/// The body of `questions/upload` and `questions/update`: an answer, and the ways in which its question may be put.
struct QuestionSubmission {
    var source: DocumentSource

    /// Without a name the question gets one, `question-` and a UUID, unless it needs one of its own.
    ///
    /// - Throws: ``ValidationError`` for what has the wrong type or is missing; 400 `INVALID_FILE_DATA` when every
    ///   phrasing is blank.
    init(_ body: JSONValue, in group: IndexGroup, needsName: Bool) throws {
        var fields = try FieldReader(body)
        let given =
            needsName ? fields.required("file_name", as: .name) : fields.optional("file_name", as: .name)
        let name = given ?? "question-\(UUID().uuidString.lowercased())"
        let contents = fields.nested("file_contents") { Contents(&$0) }
        let metadata = fields.required("file_metadata", as: .object)
        guard let contents, let metadata, fields.issues.isEmpty else { throw fields.failure }
        // Clients that cut a list of phrasings at its commas send blank ones, too.
        let phrasings = contents.phrasings.filter { !$0.trimmed.isEmpty }
        guard !phrasings.isEmpty else { throw CriaBotError.invalidFileData("The question has no phrasing.") }
        let attached = metadata.merging(contents.answer.metadata) { $1 }
        let inherited = try group.inheritedMetadata(ofFile: name, attached, nodeCount: phrasings.count)
        source = DocumentSource(
            name: name,
            content: .nodes(phrasings.map { DocumentNode(text: $0, metadata: inherited) }),
            metadata: metadata
        )
    }

    private struct Contents {
        var phrasings: [String]
        var answer: CuratedAnswer

        /// - Returns: Nil when a field is missing or does not fit, which is noted.
        init?(_ fields: inout FieldReader) {
            let phrasings = fields.required("questions", as: .nonEmptyList(of: .string))
            let text = fields.required("answer", as: .string)
            let usesModel = fields.optional("llm_reply", as: .boolean)
            let relatedPrompts = fields.optional("related_prompts", as: .list(of: .relatedPrompt))
            guard let phrasings, let text else { return nil }
            self.phrasings = phrasings
            answer = CuratedAnswer(text: text, usesModel: usesModel ?? true, relatedPrompts: relatedPrompts ?? [])
        }
    }
}

extension LaxType where Value == RelatedPrompt {
    /// An object with `label`, `prompt` and, if it likes, `llm_generated`.
    fileprivate static var relatedPrompt: Self {
        Self { value, location, issues in
            do throws(ValidationError) {
                var fields = try FieldReader(value, at: location)
                let label = fields.required("label", as: .string)
                let prompt = fields.required("prompt", as: .string)
                let isGenerated = fields.optional("llm_generated", as: .boolean)
                issues += fields.issues
                guard let label, let prompt, fields.issues.isEmpty else { return nil }
                return RelatedPrompt(label: label, prompt: prompt, isGenerated: isGenerated ?? false)
            } catch {
                issues += error.issues
                return nil
            }
        }
    }
}
