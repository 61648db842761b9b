/// Writes ZIP archives without compression, enough to build Word documents for tests.
struct ZipBuilder {
    private var body: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0
    /// What the directory says about the last file, up to the length of its name, and where it is.
    private var last: (common: [UInt8], offset: UInt32) = ([], 0)

    mutating func add(_ name: String, _ content: String) {
        add(name, Array(content.utf8))
    }

    /// - Parameter quotedSize: The size that the archive says the content has; nil for the right one.
    mutating func add(_ name: String, _ content: [UInt8], quotedSize: UInt32? = nil) {
        var common: [UInt8] = [0, 0, 0, 0, 0, 0, 0x21, 0x5A]
        common += Self.bytes(Self.crc(content))
        common += Self.bytes(quotedSize ?? UInt32(content.count))
        common += Self.bytes(quotedSize ?? UInt32(content.count))
        last = (common, UInt32(body.count))
        body += [0x50, 0x4B, 3, 4, 20, 0] + common + Self.nameLength(name)
        body += Array(name.utf8) + content
        list(name)
    }

    /// Lists the last file once more, under another name: the content is there only once.
    mutating func repeatLast(_ name: String) {
        list(name)
    }

    private mutating func list(_ name: String) {
        directory += [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + last.common + Self.nameLength(name)
        directory += [UInt8](repeating: 0, count: 10)
        directory += Self.bytes(last.offset) + Array(name.utf8)
        count += 1
    }

    /// The lengths of the name and of the extra field.
    private static func nameLength(_ name: String) -> [UInt8] {
        bytes(UInt16(name.utf8.count)) + [0, 0]
    }

    var archive: [UInt8] {
        var end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
        end += Self.bytes(UInt16(count)) + Self.bytes(UInt16(count))
        end += Self.bytes(UInt32(directory.count)) + Self.bytes(UInt32(body.count))
        return body + directory + end + [0, 0]
    }

    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}

/// A Word document made of its parts' XML.
struct WordDocument {
    static let transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    static let strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"

    var body: String
    var styles = ""
    var numbering = ""
    var footnotes = ""
    var header = ""
    var footer = ""
    var namespace = Self.transitional
    var prologue = ""

    var bytes: [UInt8] {
        var zip = ZipBuilder()
        add(to: &zip)
        return zip.archive
    }

    /// - Parameter quotedSize: The size that the archive says the main part has; nil for the right one.
    func add(to zip: inout ZipBuilder, quotedSize: UInt32? = nil) {
        let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        zip.add("[Content_Types].xml", "<Types/>")
        zip.add("_rels/.rels", links([("\(relationships)/officeDocument", "word/document.xml")]))
        let parts = [
            ("styles", "styles", styles), ("numbering", "numbering", numbering), ("footnotes", "footnotes", footnotes),
            ("header", "hdr", header), ("footer", "ftr", footer),
        ].filter { !$0.2.isEmpty }
        zip.add("word/_rels/document.xml.rels", links(parts.map { ("\(relationships)/\($0.0)", "\($0.0).xml") }))
        for (name, root, content) in parts { zip.add("word/\(name).xml", part(root, content)) }
        let main = Array(part("document", "<w:body>\(body)</w:body>").utf8)
        zip.add("word/document.xml", main, quotedSize: quotedSize)
    }

    private func part(_ root: String, _ content: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>\(prologue)\
        <w:\(root) xmlns:w="\(namespace)" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" \
        xmlns:v="urn:schemas-microsoft-com:vml">\(content)</w:\(root)>
        """
    }

    private func links(_ links: [(type: String, target: String)]) -> String {
        let items = links.enumerated().map { index, link in
            "<Relationship Id=\"r\(index)\" Type=\"\(link.type)\" Target=\"\(link.target)\"/>"
        }
        return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\(items.joined())"
            + "</Relationships>"
    }

    /// A paragraph with one run, and properties if given.
    static func paragraph(_ text: String, properties: String = "") -> String {
        "<w:p><w:pPr>\(properties)</w:pPr><w:r><w:t xml:space=\"preserve\">\(text)</w:t></w:r></w:p>"
    }
}
