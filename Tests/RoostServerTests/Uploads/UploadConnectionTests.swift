import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import RoostServer
import TestSupport
import Testing

@Suite("Connections of uploads", .timeLimit(.minutes(1)), .serialized)
struct UploadConnectionTests {
    private static func form(byteCount: Int) -> [UInt8] {
        Form.part("file", fileName: "f.txt", Form.contents(count: byteCount)) + Form.end
    }

    @Test("The connection is usable after uploads that were refused in the middle and before the beginning")
    func reuse() async throws {
        try await UploadServer.run { client in
            let headers: HTTPFields = [.contentType: Form.contentType]
            let bodies = [
                (Self.form(byteCount: 30_000_000), "tooLarge(limit: 1048576)"),
                (Self.form(byteCount: 1 << 20), "f.txt 1048576"),
                (Self.form(byteCount: (1 << 20) + 1), "tooLarge(limit: 1048576)"), (Self.form(byteCount: 3), "f.txt 3"),
            ]
            for (body, expected) in bodies {
                try await client.execute(
                    uri: "/upload",
                    method: .post,
                    headers: headers,
                    body: ByteBuffer(bytes: body)
                ) { response in
                    #expect(String(buffer: response.body) == expected)
                }
            }
        }
    }

    /// The third is sent in chunks, so that the server learns only while it reads that the file is too large.
    @Test(
        "curl gets the answer to thirty megabytes that are refused",
        .enabled(if: Curl.isAvailable),
        arguments: [[], ["-H", "Expect: 100-continue"], ["-H", "Transfer-Encoding: chunked"], ["-H", "Expect:"]]
    )
    func curl(options: [String]) async throws {
        let folder = try TemporaryDirectory()
        let file = folder.url.appending(path: "large.txt")
        try Data(Form.contents(count: 30_000_000)).write(to: file)
        let small = folder.url.appending(path: "small.txt")
        try Data("abc".utf8).write(to: small)
        try await UploadServer.run { client in
            let url = "http://127.0.0.1:\(try #require(client.port))/upload"
            let common = ["-s", "-S", "-m", "20", "-w", " %{http_code}\n"]
            let output = try await Curl.run(
                common + options + ["-F", "file=@\(file.path)", url, "--next"] + common + [
                    "-F", "file=@\(small.path)", url,
                ]
            )
            #expect(output == "tooLarge(limit: 1048576) 400\nsmall.txt 3 200\n")
        }
    }
}
