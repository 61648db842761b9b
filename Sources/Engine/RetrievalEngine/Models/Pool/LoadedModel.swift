/// A model that was loaded, and the size of its weights.
package struct LoadedModel<Model: Sendable>: Sendable {
    package var model: Model
    package var byteCount: Int

    package init(model: Model, byteCount: Int) {
        self.model = model
        self.byteCount = byteCount
    }
}

/// A model in memory.
public struct ModelUsage: Sendable, Codable, Equatable {
    public var name: String
    /// The size of its weights.
    public var byteCount: Int
    /// Whether anybody works with it at this moment; the default model counts as always in use.
    public var isInUse: Bool

    package init(name: String, byteCount: Int, isInUse: Bool) {
        self.name = name
        self.byteCount = byteCount
        self.isInUse = isInUse
    }

    enum CodingKeys: String, CodingKey {
        case name
        case byteCount = "bytes"
        case isInUse = "in_use"
    }
}
