/// Writes the simplest PDF files: lines of text in Helvetica at given places.
struct PDFBuilder {
    struct Line {
        var text: String
        /// Points from the left and from the bottom of a page of 595 × 842.
        var x: Int
        var y: Int

        init(_ text: String, x: Int = 72, y: Int) {
            self.text = text
            self.x = x
            self.y = y
        }
    }

    private var pages: [[Line]] = []

    /// Adds a page of lines one under the other.
    mutating func addPage(_ lines: [String]) {
        addPage(lines.enumerated().map { Line($1, y: 780 - 14 * $0) })
    }

    mutating func addPage(_ lines: [Line]) {
        pages.append(lines)
    }

    var bytes: [UInt8] {
        let kids = pages.indices.map { "\(4 + 2 * $0) 0 R" }.joined(separator: " ")
        var objects = [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[\(kids)]/Count \(pages.count)>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        ]
        for (index, lines) in pages.enumerated() {
            let content = lines.map { "BT /F1 11 Tf \($0.x) \($0.y) Td (\($0.text)) Tj ET" }.joined(separator: "\n")
            objects.append(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents \(5 + 2 * index) 0 R>>"
            )
            objects.append("<</Length \(content.utf8.count)>>\nstream\n\(content)\nendstream")
        }
        return Self.file(objects)
    }

    private static func file(_ objects: [String]) -> [UInt8] {
        var file = "%PDF-1.4\n"
        var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for (index, object) in objects.enumerated() {
            let offset = String(file.utf8.count)
            table += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = file.utf8.count
        file += table + "trailer\n<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n"
        return Array(file.utf8)
    }
}
