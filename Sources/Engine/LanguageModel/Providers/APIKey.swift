/// A provider's key. Shows itself as `[key]`, in dumps too.
struct APIKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The key itself, for a header only.
    let secret: String

    init(_ secret: String) {
        self.secret = secret
    }

    var description: String { "[key]" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
