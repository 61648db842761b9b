import Foundation

/// Where a provider is asked, and with what key.
struct ProviderEndpoint: Sendable {
    /// The most characters that errors repeat of what a provider said.
    static let quotedCharacterLimit = 300

    let url: URL
    /// Where the list of models is, which every provider has and which costs nothing to ask for.
    let modelsURL: URL
    let key: APIKey?

    /// - Parameters:
    ///   - base: With or without a slash at its end; its query is kept.
    ///   - path: Added to the base's path.
    ///   - versionPath: Stands between the two, unless the base ends in it already.
    init(base: URL, versionPath: String = "", path: String, key: APIKey?) {
        var components = URLComponents(url: base, resolvingAgainstBaseURL: true)
        let basePath = base.path(percentEncoded: true).reversed().drop { $0 == "/" }.reversed()
        let root = String(basePath)
        let version = root + (root.hasSuffix(versionPath) ? "" : versionPath)
        components?.percentEncodedPath = version + path
        url = components?.url ?? base
        components?.percentEncodedPath = version + "/models"
        modelsURL = components?.url ?? base
        self.key = key
    }

    /// Host and port, for messages.
    var host: String { url.shownHost }

    /// What a provider said, as an error may repeat it: on one line, not too long, and with `[key]` for the key.
    func quoted(_ text: String) -> String {
        var text = text
        if let secret = key?.secret, !secret.isEmpty {
            text = text.replacing(secret, with: "[key]")
        }
        let words = text.split {
            $0.isWhitespace || $0.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        let line = words.joined(separator: " ")
        return line.count > Self.quotedCharacterLimit ? line.prefix(Self.quotedCharacterLimit - 1) + "…" : line
    }
}
