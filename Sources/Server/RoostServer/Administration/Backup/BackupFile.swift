import Crypto
import Foundation
import RetrievalEngine

/// Reads and writes backups as files; see ``BackupDescription`` for their form.
enum BackupFile {
    private static let blockByteCount = 1 << 20

    /// Completes a file that holds the database.
    ///
    /// - Parameters:
    ///   - secret: The server's own for tokens; nil when the data folder has none.
    ///   - checkpoint: Called now and then; what it throws ends the work, and is thrown on.
    static func complete(
        _ file: URL,
        secret: [UInt8]?,
        checkpoint: () throws -> Void
    ) throws -> BackupDescription {
        let handle = try FileHandle(forUpdating: file)
        defer { try? handle.close() }
        let byteCount = Int(try handle.seekToEnd())
        var description = BackupDescription(
            release: roostVersion,
            createdAt: Int64(Date.now.timeIntervalSince1970),
            parts: [try part("roost.sqlite", of: handle, from: 0, byteCount: byteCount, checkpoint)]
        )
        if let secret {
            try handle.write(contentsOf: Data(secret))
            description.parts.append(
                try part(TokenSecret.fileName, of: handle, from: byteCount, byteCount: secret.count, checkpoint)
            )
        }
        let text = try JSONEncoder().encode(description)
        var tail = text
        tail.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) })
        tail.append(contentsOf: BackupDescription.signature)
        try handle.write(contentsOf: tail)
        return description
    }

    /// Reads what a backup says of itself, and checks that the parts fill it.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` with what is wrong.
    static func description(of handle: FileHandle) throws -> BackupDescription {
        let total = Int(try handle.seekToEnd())
        let tailCount = BackupDescription.tailByteCount
        guard total >= tailCount else { throw damaged("it has only \(total) bytes") }
        let tail = try bytes(of: handle, from: total - tailCount, count: tailCount)
        guard Array(tail.suffix(BackupDescription.signature.count)) == BackupDescription.signature else {
            throw damaged("it does not end as a backup does")
        }
        let count = tail.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard count <= min(BackupDescription.largestByteCount, total - tailCount) else {
            throw damaged("its description is said to have \(count) bytes")
        }
        let place = total - tailCount - Int(count)
        let text = try bytes(of: handle, from: place, count: Int(count))
        guard let description = try? JSONDecoder().decode(BackupDescription.self, from: Data(text)) else {
            throw damaged("its description cannot be read")
        }
        var rest = place
        for part in description.parts {
            guard part.bytes >= 0, part.bytes <= rest else { throw damaged("a part is larger than the file") }
            rest -= part.bytes
        }
        let names = ["roost.sqlite", TokenSecret.fileName]
        guard rest == 0, !description.parts.isEmpty, names.starts(with: description.parts.map(\.name)) else {
            throw damaged("its parts are not those of a backup")
        }
        return description
    }

    /// Copies a part into a new file, for its owner alone, and checks it.
    ///
    /// - Parameter checkpoint: Called now and then; what it throws ends the work, and is thrown on.
    /// - Throws: ``EngineError/Code/invalidArgument`` when it is not what the description says.
    static func extract(
        _ part: BackupDescription.Part,
        at place: Int,
        of handle: FileHandle,
        to file: URL,
        checkpoint: () throws -> Void
    ) throws {
        guard FileManager.default.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        let output = try FileHandle(forWritingTo: file)
        defer { try? output.close() }
        let digest = try digest(of: handle, from: place, byteCount: part.bytes) { block in
            try checkpoint()
            try output.write(contentsOf: block)
        }
        guard digest == part.sha256 else { throw damaged("\(part.name) is not what was written") }
        try output.synchronize()
    }

    private static func part(
        _ name: String,
        of handle: FileHandle,
        from place: Int,
        byteCount: Int,
        _ checkpoint: () throws -> Void
    ) throws -> BackupDescription.Part {
        BackupDescription.Part(
            name: name,
            bytes: byteCount,
            sha256: try digest(of: handle, from: place, byteCount: byteCount) { _ in try checkpoint() }
        )
    }

    /// The SHA-256 of bytes of a file, each block of which is passed on.
    private static func digest(
        of handle: FileHandle,
        from place: Int,
        byteCount: Int,
        _ body: (Data) throws -> Void
    ) throws -> String {
        try handle.seek(toOffset: UInt64(place))
        var hash = SHA256()
        var rest = byteCount
        while rest > 0 {
            let block = try handle.read(upToCount: min(rest, blockByteCount)) ?? Data()
            guard !block.isEmpty else { throw damaged("it ends too soon") }
            hash.update(data: block)
            try body(block)
            rest -= block.count
        }
        return hash.finalize().hexadecimal
    }

    private static func bytes(of handle: FileHandle, from place: Int, count: Int) throws -> [UInt8] {
        try handle.seek(toOffset: UInt64(place))
        return Array(try handle.read(upToCount: count) ?? Data())
    }

    static func damaged(_ reason: String) -> EngineError {
        EngineError(.invalidArgument, "the file is no backup, or is damaged: \(reason)")
    }
}
