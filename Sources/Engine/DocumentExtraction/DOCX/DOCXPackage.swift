/// The parts of a Word document and how they refer to each other (Open Packaging Conventions, ECMA-376 part 2).
struct DOCXPackage {
    struct Relationship: Equatable {
        /// The last component of the relationship's type: "styles", "footnotes", "header"…
        var kind: String
        var partName: String
    }

    private let parts: [String: [UInt8]]
    /// The main document's own name, usually "word/document.xml".
    let documentName: String
    private(set) var relationships: [Relationship] = []

    init(_ bytes: [UInt8], limits: ExtractionLimits) throws(ExtractionError) {
        let archive = ZipArchive(bytes, limits: limits)
        parts = try archive.parts { name in
            (name.hasSuffix(".xml") || name.hasSuffix(".rels")) && !Self.isUnread(name)
        }
        let root = try Self.relationships(parts["_rels/.rels"], folder: "")
        documentName = root.first { $0.kind == "officeDocument" }?.partName ?? "word/document.xml"
        guard parts[documentName] != nil else {
            throw ExtractionError(.damaged, "the document is a ZIP archive without its main part \(documentName)")
        }
        let (folder, file) = Self.split(documentName)
        relationships = try Self.relationships(parts["\(folder)_rels/\(file).rels"], folder: folder)
    }

    /// A part's XML; nil when the document lacks it.
    func reader(_ partName: String) throws(ExtractionError) -> XMLPullReader? {
        guard let bytes = parts[partName], !bytes.isEmpty else { return nil }
        return try XMLPullReader(bytes, partName: partName)
    }

    /// The first part of a kind.
    func reader(kind: String) throws(ExtractionError) -> XMLPullReader? {
        guard let relationship = relationships.first(where: { $0.kind == kind }) else { return nil }
        return try reader(relationship.partName)
    }

    /// The title in the document's properties; nil when it is missing, empty or unreadable.
    func title() -> String? {
        var title: String?
        guard let reader = try? reader("docProps/core.xml") else { return nil }
        // Properties are an extra: a fault in them must not lose the document.
        try? reader.readRoot { _ throws(ExtractionError) in
            try reader.forEachChild { name throws(ExtractionError) in
                if name == "title" { title = try reader.text().collapsingWhiteSpace() }
            }
        }
        return title?.isEmpty == true ? nil : title
    }

    /// Parts that are often large and never read.
    private static func isUnread(_ name: String) -> Bool {
        name.hasPrefix("customXml/") || name.contains("/theme/") || name.hasSuffix("comments.xml")
    }

    private static func relationships(_ part: [UInt8]?, folder: String) throws(ExtractionError) -> [Relationship] {
        guard let part, !part.isEmpty else { return [] }
        let reader = try XMLPullReader(part, partName: "\(folder)_rels")
        var relationships: [Relationship] = []
        try reader.readRoot { _ throws(ExtractionError) in
            try reader.forEachChild { name throws(ExtractionError) in
                guard name == "Relationship", reader.attribute("TargetMode") != "External",
                    let type = reader.attribute("Type"), let target = reader.attribute("Target")
                else { return }
                let kind = String(type.split(separator: "/").last ?? "")
                relationships.append(Relationship(kind: kind, partName: resolved(target, folder: folder)))
            }
        }
        return relationships
    }

    /// A target relative to the folder of the part that refers to it, as a name inside the archive.
    private static func resolved(_ target: String, folder: String) -> String {
        var components = target.hasPrefix("/") ? [] : folder.split(separator: "/")
        for component in target.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return components.joined(separator: "/")
    }

    private static func split(_ name: String) -> (folder: String, file: String) {
        guard let slash = name.lastIndex(of: "/") else { return ("", name) }
        return (String(name[...slash]), String(name[name.index(after: slash)...]))
    }
}
