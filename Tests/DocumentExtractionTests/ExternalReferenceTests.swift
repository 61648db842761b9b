import Chunking
import DocumentExtraction
import Foundation
import TestSupport
import Testing

/// Documents that point at other things: nothing is fetched and no file is read.
@Suite(.timeLimit(.minutes(1)))
struct ExternalReferenceTests {
    @Test("Addresses in documents are not called, entities of other files not read")
    func references() async throws {
        let folder = try TemporaryDirectory()
        let file = folder.url.appending(path: "secret.txt")
        try Data("quicksilver".utf8).write(to: file)
        try await LoopbackServer.run {
            try await $0.reply("quicksilver")
        } _: { server in
            let url = server.url.absoluteString
            for place in [url, file.absoluteString, file.path] {
                for (name, bytes) in Self.documents(pointingAt: place) {
                    let text = try? await DocumentExtractor().extract(bytes, name: name).content.text
                    #expect(text?.contains("quicksilver") != true, "\(name)")
                }
            }
            #expect(server.connectionCount == 0)
        }
    }

    private static func documents(pointingAt place: String) -> [(name: String, bytes: [UInt8])] {
        let entity = "<!DOCTYPE x [<!ENTITY e SYSTEM \"\(place)\"><!ENTITY % p SYSTEM \"\(place)\"> %p;]>"
        let type = "<!DOCTYPE x SYSTEM \"\(place)\">"
        let paragraph = WordDocument.paragraph("before &e; after")
        let html =
            "<head><link rel=stylesheet href=\"\(place)\"><base href=\"\(place)\"></head><body><img src=\"\(place)\"><iframe src=\"\(place)\">"
            + "</iframe><script src=\"\(place)\"></script><object data=\"\(place)\"></object>text"
        return [
            ("a.docx", WordDocument(body: paragraph, prologue: entity).bytes),
            ("b.docx", WordDocument(body: WordDocument.paragraph("x"), prologue: type).bytes),
            ("a.html", Array("<html>\(html)".utf8)),
            ("b.html", Array("\(entity)<html><body>&e; \(html)".utf8)),
            ("a.md", Array("![a](\(place)) <\(place)> [b]: \(place)\n".utf8)),
            ("a.json", Array("{\"$ref\": \"\(place)\"}".utf8)),
            ("a.csv", Array("=WEBSERVICE(\"\(place)\"),2\n3,4\n".utf8)),
        ]
    }
}
