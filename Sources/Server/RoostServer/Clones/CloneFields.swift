import DocumentStore
import RetrievalEngine

extension CloneContent {
    /// The body of a request that makes a clone; members that the API does not know, or that are the server's to say, have
    /// no effect.
    ///
    /// - Throws: ``ValidationError``.
    init(_ body: JSONValue) throws {
        var fields = try FieldReader(body)
        let name = fields.required("name", as: .cloneName)
        let basePrompt = fields.required("base_prompt", as: .basePrompt)
        let visibility = fields.required("visibility", as: .visibility)
        let description = fields.optional("description", as: .nullable(.storedText)) ?? nil
        let workspaceID = fields.optional("workspace_id", as: .workspaceID) ?? nil
        guard let name, let basePrompt, let visibility, fields.issues.isEmpty else { throw fields.failure }
        self.init(
            name: name,
            description: description,
            basePrompt: basePrompt,
            visibility: visibility,
            workspaceID: workspaceID
        )
    }
}

extension CloneChange {
    /// The body of a request that changes a clone: any of the members that make one.
    ///
    /// - Throws: ``ValidationError``.
    init(_ body: JSONValue) throws {
        var fields = try FieldReader(body)
        self.init()
        name = fields.optional("name", as: .cloneName)
        basePrompt = fields.optional("base_prompt", as: .basePrompt)
        visibility = fields.optional("visibility", as: .visibility)
        description = fields.optional("description", as: .nullable(.storedText))
        workspaceID = fields.optional("workspace_id", as: .workspaceID)
        guard fields.issues.isEmpty else { throw fields.failure }
    }
}

// MARK: - Types of fields

extension LaxType where Value == String {
    /// A text that can be stored: without NUL characters.
    static var storedText: Self {
        Self { (value) throws(Mismatch) in
            guard case .string(let text) = value else {
                throw Mismatch(type: "string_type", message: "Input should be a valid string")
            }
            guard !text.utf8.contains(0) else {
                throw Mismatch(type: "value_error", message: "String should not hold a NUL character")
            }
            return text
        }
    }

    /// 1 to 255 characters, without the white space around them.
    fileprivate static var cloneName: Self {
        storedText.refined { (text) throws(Mismatch) in
            let name = text.trimmed
            guard (1...255).contains(name.unicodeScalars.count) else {
                throw Mismatch(type: "string_length", message: "String should have 1 to 255 characters")
            }
            return name
        }
    }

    /// Kept as it is; anything but white space alone.
    fileprivate static var basePrompt: Self {
        storedText.refined { (text) throws(Mismatch) in
            guard !text.trimmed.isEmpty else {
                throw Mismatch(type: "string_too_short", message: "String should not be blank")
            }
            return text
        }
    }
}

extension LaxType where Value == String? {
    /// A workspace's identifier, any string of at most 512 characters; null and a blank one stand for none.
    static var workspaceID: Self {
        let text = LaxType<String>.storedText.refined { (text) throws(LaxType<String>.Mismatch) in
            guard text.unicodeScalars.count <= 512 else {
                throw .init(type: "string_too_long", message: "String should have at most 512 characters")
            }
            return text
        }
        let nullable = LaxType.nullable(text)
        return Self { value, location, issues in
            nullable.convert(value, location, &issues).map { $0.flatMap { $0.trimmed.isEmpty ? nil : $0 } }
        }
    }
}

extension LaxType where Value == CloneVisibility {
    fileprivate static var visibility: Self {
        Self { (value) throws(Mismatch) in
            guard let visibility = value.stringValue.flatMap(CloneVisibility.init) else {
                throw Mismatch(type: "enum", message: "Input should be 'global' or 'private'")
            }
            return visibility
        }
    }
}

extension LaxType {
    /// The type of those values that a further step takes.
    fileprivate func refined<Refined>(
        _ refine: @escaping (Value) throws(LaxType<Refined>.Mismatch) -> Refined
    ) -> LaxType<Refined> {
        LaxType<Refined> { value, location, issues in
            guard let converted = convert(value, location, &issues) else { return nil }
            return LaxType<Refined> { (_) throws(LaxType<Refined>.Mismatch) in try refine(converted) }
                .convert(value, location, &issues)
        }
    }
}
