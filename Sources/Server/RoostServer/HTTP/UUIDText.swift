import Foundation

/// UUIDs as texts (RFC 9562, section 4).
enum UUIDText {
    /// The UUID in lower case with its hyphens; nil when the text is none. Hyphens may be left out.
    static func canonical(_ text: String) -> String? {
        guard text.utf8.count == 32 else { return UUID(uuidString: text)?.uuidString.lowercased() }
        let digits = Array(text)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { range in
            range.upperBound <= digits.count ? String(digits[range]) : ""
        }
        return UUID(uuidString: groups.joined(separator: "-"))?.uuidString.lowercased()
    }
}
