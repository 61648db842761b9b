/// Remembers the prompts that users write, and the templates that everybody has.
///
/// A user sees their own prompts and the templates, and changes only their own: every call says whose it is, and what
/// belongs to somebody else is as if it were not there. Users are known by their numbers. All times are Unix microseconds
/// and given by the caller.
package protocol PromptStore: Sendable {
    /// Stores a new prompt of a user.
    ///
    /// - Throws: `invalidArgument` for a text that is too long, or too short, or holds a NUL.
    func createPrompt(_ prompt: NewPrompt, owner: Int64, now: Int64) throws(StoreError) -> StoredPrompt

    /// A prompt of the user, or a template; nil when the number is neither's.
    func prompt(_ identifier: Int64, visibleTo user: Int64) throws(StoreError) -> StoredPrompt?

    /// A part of what the user sees, lately changed first; of those changed at one time the younger first.
    ///
    /// - Complexity: O(prompts of the user); with a search, O(their texts).
    func prompts(visibleTo user: Int64, matching query: PromptQuery) throws(StoreError) -> PromptPage

    /// Changes a prompt of the user's own.
    ///
    /// - Returns: The prompt as stored; nil when the user has none of that number, also for a template.
    func updatePrompt(
        _ identifier: Int64,
        owner: Int64,
        changes: PromptChanges,
        now: Int64
    ) throws(StoreError) -> StoredPrompt?

    /// Deletes a prompt of the user's own; false when the user has none of that number, also for a template.
    func deletePrompt(_ identifier: Int64, owner: Int64) throws(StoreError) -> Bool

    /// Counts one use of a prompt that the user sees. Not a change: the time of the last one stays.
    ///
    /// - Returns: False when there is none of that number.
    func countUse(ofPrompt identifier: Int64, by user: Int64) throws(StoreError) -> Bool
}

/// A prompt to be stored. Lengths count Unicode scalars.
package struct NewPrompt: Hashable, Sendable {
    /// 1 to 255 characters.
    package var title: String
    /// 1 to 100,000 characters.
    package var content: String
    /// 1 to 100 characters.
    package var scenario: String
    /// At most 100,000 characters.
    package var description: String?
    /// A JSON object.
    package var metadata: String

    package init(title: String, content: String, scenario: String, description: String?, metadata: String) {
        self.title = title
        self.content = content
        self.scenario = scenario
        self.description = description
        self.metadata = metadata
    }
}

/// What of a prompt is to be changed; nil leaves a part as it is.
package struct PromptChanges: Hashable, Sendable {
    /// New text for a part that may have none.
    package enum OptionalText: Hashable, Sendable {
        case text(String)
        case absent
    }

    package var title: String?
    package var content: String?
    package var scenario: String?
    package var description: OptionalText?
    /// A JSON object.
    package var metadata: String?

    package init() {}

    /// Whether everything stays as it is.
    package var isEmpty: Bool { self == PromptChanges() }
}

/// A prompt or template as it is stored.
package struct StoredPrompt: Hashable, Sendable, Identifiable {
    /// Never used again for another one. Those of templates are 1,000,000,000 and more, those of users' prompts less.
    package var id: Int64
    package var text: NewPrompt
    /// Whether it is one of the templates, which nobody can change.
    package var isTemplate: Bool
    package var usageCount: Int
    package var createdAt: Int64
    /// Never before `createdAt`.
    package var updatedAt: Int64
}

/// Which prompts are asked for.
package struct PromptQuery: Hashable, Sendable {
    /// Exactly this scenario; nil for all.
    package var scenario: String?
    /// What title, content or description must hold, in whatever case; nil or empty for everything.
    package var search: String?
    package var includesTemplates = true
    /// The most prompts of a page.
    package var limit = 20
    /// How many come before the page.
    package var offset = 0

    package init() {}
}

/// A part of a list of prompts.
package struct PromptPage: Hashable, Sendable {
    package var prompts: [StoredPrompt]
    /// Of the whole list.
    package var totalCount: Int
}
