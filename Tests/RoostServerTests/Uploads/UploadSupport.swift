import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import NIOCore
import RoostServer

/// Forms and requests of the tests of uploads.
enum Form {
    static let contentType = "multipart/form-data; boundary=b"

    /// A part, with the boundary before it and the line break after it.
    static func part(_ name: String, fileName: String? = nil, _ contents: [UInt8]) -> [UInt8] {
        let file = fileName.map { "; filename=\"\($0)\"\r\nContent-Type: Text/Plain; charset=utf-8" } ?? ""
        let header = "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\(file)\r\n\r\n"
        return Array(header.utf8) + contents + Array("\r\n".utf8)
    }

    static let end = Array("--b--\r\n".utf8)

    /// Bytes with every kind of line break in them.
    static func contents(count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 31) ^ ($0 >> 8)) }
    }

    static func request(
        _ body: RequestBody,
        contentType: String? = contentType,
        contentLength: Int? = nil
    ) -> Request {
        var headers: HTTPFields = [:]
        headers[.contentType] = contentType
        headers[.contentLength] = contentLength.map(String.init)
        let head = HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/", headerFields: headers)
        return Request(head: head, body: body)
    }

    /// A request whose body comes in pieces, without its length.
    static func request(_ body: [UInt8], pieceCount: Int = 10_000) -> Request {
        let pieces = stride(from: 0, to: body.count, by: pieceCount).map { start in
            ByteBuffer(bytes: body[start..<min(body.count, start + pieceCount)])
        }
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        for piece in pieces {
            continuation.yield(piece)
        }
        continuation.finish()
        return request(RequestBody(asyncSequence: stream))
    }

    /// How many temporary files of uploads this process has open.
    static var openFileCount: Int {
        let folder = "/proc/self/fd"
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return descriptors.count { descriptor in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(descriptor)")
            return target?.contains("roost-upload-") == true
        }
    }

    /// Temporary files of uploads that have a name.
    static var namedFileCount: Int {
        let folder = FileManager.default.temporaryDirectory.path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.count { $0.hasPrefix("roost-upload-") }
    }

    /// Waits until the threads for blocking work have closed the files that nobody refers to.
    static func waitUntilNoFileIsOpen() async throws {
        while openFileCount > 0 {
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}

/// A server with nothing but an upload, which says what it was given.
enum UploadServer {
    static let limit = 1 << 20

    static func run(_ body: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let router = Router(context: BasicRequestContext.self)
        router.post("/upload") { request, _ in
            do {
                return try await request.withUploadedFile("file", upTo: limit) { file in
                    let bytes = try await file.bytes()
                    return Response(
                        status: .ok,
                        body: ResponseBody(byteBuffer: ByteBuffer(string: "\(file.name) \(bytes.count)"))
                    )
                }
            } catch let error as UploadError {
                let text = ByteBuffer(string: "\(error)")
                return Response(status: .badRequest, body: ResponseBody(byteBuffer: text))
            }
        }
        let server = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(additionalChannelHandlers: [ContinueHandler()])
        )
        try await Application(router: router, server: server).test(.live, body)
    }
}
