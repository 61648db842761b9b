import DocumentStore

/// Puts images in the place of the Markdown that shows them.
///
/// Clients of CriaBot have no route by which they could fetch a file, so the image itself goes into the text.
struct AssetImages {
    private let assets: [String: GroupAsset]

    init(_ assets: [GroupAsset]) {
        self.assets = Dictionary(assets.map { ($0.uuid, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The Markdown that shows an asset.
    static func markdown(showing uuid: String) -> String {
        "![Asset](\(uuid))"
    }

    /// The text with an HTML image for each Markdown image that names an asset, and the assets that are shown.
    ///
    /// Other images and files that are none stay as they are.
    func html(_ markdown: String) -> (text: String, used: [GroupAsset]) {
        guard !assets.isEmpty else { return (markdown, []) }
        var used: [GroupAsset] = []
        let text = markdown.replacing(/!\[[^\]]*\]\(([^()\s]+)\)/) { match in
            guard let asset = assets[String(match.1)], asset.stored.asset.mediaType.hasPrefix("image/") else {
                return String(match.0)
            }
            if !used.contains(where: { $0.uuid == asset.uuid }) { used.append(asset) }
            return Self.element(asset)
        }
        return (text, used)
    }

    /// The media type has no character that means something in HTML: uploads are checked.
    private static func element(_ asset: GroupAsset) -> String {
        let alternative = asset.stored.asset.description.escapedForHTML
        return "<img src=\"data:\(asset.stored.asset.mediaType);base64,\(asset.base64)\" alt=\"\(alternative)\">"
    }
}
