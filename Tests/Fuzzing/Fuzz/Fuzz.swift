import Foundation

/// Feeds what libFuzzer makes up to one of the parsers (https://llvm.org/docs/LibFuzzer.html).
///
/// `FUZZ_TARGET=csv fuzz CORPUS-FOLDER -max_total_time=60` runs one target; the environment names it because libFuzzer starts
/// itself again for some of its work. `fuzz --seeds FOLDER` writes the seeds and the dictionary of every target into
/// `FOLDER/NAME`, and prints `NAME MAXIMUM-BYTE-COUNT` for each.
@main
enum Fuzz {
    static let targets: [FuzzTarget] = [
        .multipart, .eventStream, .eventWriter, .tokenizerJSON, .vocabulary, .wordPiece, .chunker, .safetensors,
        .modelConfiguration, .segmentCache, .numPy, .html, .csv, .json, .markdown, .plainText, .document, .zipArchive,
        .docx,
        .pdfOutput, .gzip, .lexicalQuery, .metadataFilter, .citations,
    ]

    fileprivate static let chosen: FuzzTarget = {
        let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
        guard let target = targets.first(where: { $0.name == name }) else {
            fatalError("FUZZ_TARGET is \"\(name)\", expected one of \(targets.map(\.name))")
        }
        return target
    }()

    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "--seeds" {
            for target in targets { try target.writeSeeds(to: URL(filePath: arguments[2])) }
            return
        }
        var count = CommandLine.argc
        var pointers = unsafe CommandLine.unsafeArgv
        exit(unsafe runFuzzer(&count, &pointers, testOneInput))
    }
}

/// Of libFuzzer ("Using libFuzzer as a library"); no header declares it.
@_extern(c, "LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Fuzz.chosen.test(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
