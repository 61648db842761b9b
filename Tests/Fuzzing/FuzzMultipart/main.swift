// Feeds forms to the parser of multipart/form-data, whole and in pieces, and traps where the two differ.
//
// ROOST_FUZZERS=1 swift build -c release --product FuzzMultipart --scratch-path .build-fuzzers \
//     -Xswiftc -sanitize=fuzzer,address -Xswiftc -parse-as-library
// .build-fuzzers/release/FuzzMultipart -max_total_time=120 -max_len=4096 CORPUS-FOLDER

import HTTPFormats

/// SwiftPM gives every program this entry point, under which nothing would start the fuzzer.
@_cdecl("FuzzMultipart_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var count = count
    var arguments = unsafe arguments
    return unsafe runFuzzer(&count, &arguments, fuzzMultipart)
}

/// Of libFuzzer (LLVM, "libFuzzer: using libFuzzer as a library").
@_extern(c, "LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The first byte says how long the pieces are; the rest is the body.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMultipart(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = input.first, let boundary = try? MultipartBoundary(contentType: "multipart/form-data; boundary=b")
    else { return 0 }
    let body = input.dropFirst()
    let pieceCount = Int(first) + 1
    let pieces = stride(from: body.startIndex, to: body.endIndex, by: pieceCount).map { index in
        body[index..<min(body.endIndex, index + pieceCount)]
    }
    let whole = outcome(of: [body], boundary: boundary)
    precondition(outcome(of: pieces, boundary: boundary) == whole, "The pieces of a form give another form.")
    let text = String(decoding: body, as: UTF8.self)
    if let other = try? MultipartBoundary(contentType: text) {
        precondition((1...70).contains(other.bytes.count), "A boundary is too long.")
    }
    return 0
}

/// What a body is read as, so that it can be compared.
private struct Outcome: Equatable {
    var parts: [MultipartPart] = []
    /// Of all parts, one after the other, with their counts.
    var bytes: [UInt8] = []
    var byteCounts: [Int] = []
    var error: MultipartError?
}

private func outcome(of pieces: [ArraySlice<UInt8>], boundary: MultipartBoundary) -> Outcome {
    var parser = MultipartParser(boundary: boundary)
    var outcome = Outcome()
    do throws(MultipartError) {
        for piece in pieces {
            for event in try parser.receive(piece) {
                switch event {
                case .partBegins(let part): outcome.parts.append(part)
                case .bytes(let bytes): outcome.bytes += bytes
                case .partEnds: outcome.byteCounts.append(outcome.bytes.count)
                case .formEnds: break
                }
            }
        }
        try parser.finish()
    } catch {
        // Which events came before an error depends on the pieces.
        return Outcome(error: error)
    }
    return outcome
}
