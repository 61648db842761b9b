import HTTPFormats
import Testing

/// Forms as clients send them. The part headers and boundaries of curl 7.88, requests 2.34 and aiohttp 3.14 were recorded
/// from these programs; those of the others are written after their documentation.
@Suite("Forms of clients")
struct ClientFormTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var client: String
        var contentType: String
        var body: String
        /// Field, file name and media type of each part.
        var parts: [MultipartPart]
        var testDescription: String { client }
    }

    /// Holds a line break and what looks like a boundary.
    private static let contents = "x\r\n--y\n"
    private static let special = "my \"naïve\" 100%.txt"

    private static func sample(
        _ client: String,
        boundary: String,
        _ header: String,
        fileName: String,
        mediaType: String? = "text/plain"
    ) -> Sample {
        Sample(
            client: client,
            contentType: "multipart/form-data; boundary=\(boundary)",
            body: "--\(boundary)\r\nContent-Disposition: form-data; name=\"k\"\r\n\r\nv\r\n"
                + "--\(boundary)\r\n\(header)\r\n\r\n\(contents)\r\n--\(boundary)--\r\n",
            parts: [
                MultipartPart(name: "k"), MultipartPart(name: "file", fileName: fileName, mediaType: mediaType),
            ]
        )
    }

    static let samples: [Sample] = [
        sample(
            "curl 7.88",
            boundary: "------------------------a7e59066277c88f3",
            "Content-Disposition: form-data; name=\"file\"; filename=\"my %22naïve%22 100%.txt\"\r\n"
                + "Content-Type: text/plain",
            fileName: special
        ),
        sample(
            "curl 7.88 --form-escape",
            boundary: "------------------------c3f212e9aad58098",
            "Content-Disposition: form-data; name=\"file\"; filename=\"my \\\"naïve\\\" 100%.txt\"\r\n"
                + "Content-Type: text/plain",
            fileName: special
        ),
        sample(
            "requests 2.34",
            boundary: "6727e83db4c067322903653fad199a6d",
            "Content-Disposition: form-data; name=\"file\"; filename=\"my %22naïve%22 100%.txt\"",
            fileName: special,
            mediaType: nil
        ),
        sample(
            "urllib3 1.24",
            boundary: "a8ba0d5d2c6095dc8466ee1c3b5597ae",
            "Content-Disposition: form-data; name=\"file\"; filename*=utf-8''na%C3%AFve%20.txt",
            fileName: "naïve .txt",
            mediaType: nil
        ),
        sample(
            "aiohttp 3.14",
            boundary: "5863e18190f043748b288ff0c73d5298",
            "Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"file\"; "
                + "filename=\"my%20%22na%C3%AFve%22%20100%25.txt\"",
            fileName: special
        ),
        sample(
            "aiohttp 3.8",
            boundary: "758828c94ba5490a9ed5846b4c9a62d1",
            "Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%E6%97%A5.txt\"; "
                + "filename*=utf-8''%E6%97%A5.txt\r\nContent-Length: 7",
            fileName: "日.txt"
        ),
        sample(
            "Chromium",
            boundary: "----WebKitFormBoundaryAbC123xyz",
            "Content-Disposition: form-data; name=\"file\"; filename=\"日本 %22b%22.txt\"\r\nContent-Type: text/plain",
            fileName: "日本 \"b\".txt"
        ),
        sample(
            "Firefox",
            boundary: "---------------------------9051914041544843365972754266",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain",
            fileName: "a.txt"
        ),
        sample(
            "Internet Explorer",
            boundary: "---------------------------7d81b516112482",
            "Content-Disposition: form-data; name=\"file\"; filename=\"C:\\x\\y.txt\"\r\nContent-Type: text/plain",
            fileName: "y.txt"
        ),
        sample(
            ".NET",
            boundary: "7f1c2f2e-8f0e-4a4e-9d8c-3b8a0f6d2e11",
            "Content-Type: Text/Plain; charset=utf-8\r\nContent-Disposition: form-data; name=file; filename=a.txt; "
                + "filename*=utf-8''a.txt",
            fileName: "a.txt"
        ),
    ]

    @Test("A client's form is read as it was meant", arguments: samples)
    func client(_ sample: Sample) throws {
        let body = Array(sample.body.utf8)
        let boundary = try MultipartBoundary(contentType: sample.contentType)
        let form = try ReadForm.read([body[...]], boundary: boundary).get()
        #expect(form.parts.map(\.header) == sample.parts)
        #expect(form.parts.map(\.bytes) == [Array("v".utf8), Array(Self.contents.utf8)])
        for index in body.indices {
            #expect(try ReadForm.read([body[..<index], body[index...]], boundary: boundary).get() == form)
        }
        #expect(try ReadForm.read(body.indices.map { body[$0...$0] }, boundary: boundary).get() == form)
    }
}
