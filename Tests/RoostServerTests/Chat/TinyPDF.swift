/// PDF files of one line a page, without the table of their objects, which readers make themselves.
enum TinyPDF {
    /// - Parameter pages: A line for each page; an empty one for a page without text, as a scan has.
    static func bytes(_ pages: [String]) -> [UInt8] {
        let kids = pages.indices.map { "\(4 + 2 * $0) 0 R" }.joined(separator: " ")
        var objects = [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[\(kids)]/Count \(pages.count)>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        ]
        for (index, line) in pages.enumerated() {
            let content = line.isEmpty ? "" : "BT /F1 11 Tf 72 700 Td (\(line)) Tj ET"
            let resources = "/Resources<</Font<</F1 3 0 R>>>>"
            objects.append(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]\(resources)/Contents \(5 + 2 * index) 0 R>>"
            )
            objects.append("<</Length \(content.utf8.count)>>\nstream\n\(content)\nendstream")
        }
        let body = objects.enumerated().map { "\($0 + 1) 0 obj\n\($1)\nendobj\n" }.joined()
        return Array("%PDF-1.4\n\(body)trailer\n<</Root 1 0 R>>\n%%EOF\n".utf8)
    }
}
