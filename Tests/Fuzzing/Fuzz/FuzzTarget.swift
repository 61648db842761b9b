import Foundation

/// A parser under test, and how to test it with any bytes.
struct FuzzTarget: Sendable {
    let name: String
    /// The longest input that is worth trying.
    var maximumByteCount = 4096
    /// Words of the format (libFuzzer's option `-dict`).
    var dictionary: [String] = []
    /// Valid inputs to begin with.
    let seeds: @Sendable () throws -> [[UInt8]]
    /// Traps where a promise is broken; errors that the parser throws are none.
    let test: @Sendable ([UInt8]) -> Void

    func writeSeeds(to folder: URL) throws {
        let folder = folder.appending(path: name)
        let seedFolder = folder.appending(path: "seeds")
        try FileManager.default.createDirectory(at: seedFolder, withIntermediateDirectories: true)
        for (index, seed) in try seeds().enumerated() {
            try Data(seed).write(to: seedFolder.appending(path: "\(index)"))
        }
        let words = dictionary.map { "\"" + $0.utf8.map(Self.escaped).joined() + "\"\n" }
        try Data(words.joined().utf8).write(to: folder.appending(path: "dictionary"))
        print(name, maximumByteCount)
    }

    private static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), ..<0x20, 0x7F...:
            "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        default: String(UnicodeScalar(byte))
        }
    }
}

/// Stops the process, which libFuzzer takes for a crash, when a promise is broken.
func expect(_ isKept: @autoclosure () -> Bool, _ promise: @autoclosure () -> String) {
    if !isKept() { fatalError("broken promise: " + promise()) }
}

extension [UInt8] {
    /// Cuts at the zero bytes into so many parts; those that are missing are empty, and the last takes all that is left.
    func parts(_ count: Int) -> [[UInt8]] {
        var parts = split(separator: 0, maxSplits: count - 1, omittingEmptySubsequences: false).map { Array($0) }
        while parts.count < count { parts.append([]) }
        return parts
    }

    /// Cuts into pieces of a length that the first byte says, which is none of them.
    var pieces: (whole: ArraySlice<UInt8>, pieces: [ArraySlice<UInt8>]) {
        let body = dropFirst()
        let length = Int(first ?? 0) + 1
        let pieces = stride(from: body.startIndex, to: body.endIndex, by: length).map { index in
            body[index..<Swift.min(body.endIndex, index + length)]
        }
        return (body, pieces)
    }

    /// Any bytes as text.
    var text: String { String(decoding: self, as: UTF8.self) }
}

/// A file or folder of `fixtures/`.
func fixture(_ path: String) -> URL {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appending(path: "fixtures").appending(path: path)
}

func fixtureBytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: fixture(path)))
}

/// A folder for the files that a target's parser reads.
struct ScratchFolder: Sendable {
    let url: URL

    init() {
        url = FileManager.default.temporaryDirectory.appending(path: "roost-fuzz-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            fatalError("cannot make a folder: \(error)")
        }
    }

    /// Writes a file of the folder.
    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, to name: String) -> URL {
        let file = url.appending(path: name)
        do {
            try Data(bytes).write(to: file)
        } catch {
            fatalError("cannot write \(file.path): \(error)")
        }
        return file
    }
}
