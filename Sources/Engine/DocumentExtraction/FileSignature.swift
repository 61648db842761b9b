/// What the first bytes of a binary file say about its type.
enum FileSignature: Equatable {
    case zip
    /// OLE2: the container of Office 97–2003 and of encrypted Office files.
    case compoundFile
    /// A type that is not supported, in words with an article.
    case other(String)

    /// Nil for bytes without a known signature.
    init?(of bytes: [UInt8]) {
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            self = .zip
        } else if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            self = .compoundFile
        } else if let entry = Self.signatures.first(where: { $0.matches(bytes) }) {
            self = .other(entry.name)
        } else {
            return nil
        }
    }

    private struct Signature {
        var offset = 0
        var bytes: [UInt8]
        var name: String

        /// A word further inside could stand in a text too; the headers of these types also hold zero bytes.
        func matches(_ file: [UInt8]) -> Bool {
            file.dropFirst(offset).starts(with: bytes) && (offset == 0 || file.prefix(512).contains(0))
        }
    }

    /// Signatures that no text begins with: two-letter ones such as BMP's "BM" are left to the check for binary data.
    private static let signatures: [Signature] = [
        Signature(bytes: [0x89, 0x50, 0x4E, 0x47], name: "a PNG image"),
        Signature(bytes: [0xFF, 0xD8, 0xFF], name: "a JPEG image"),
        Signature(bytes: Array("GIF87a".utf8), name: "a GIF image"),
        Signature(bytes: Array("GIF89a".utf8), name: "a GIF image"),
        Signature(bytes: [0x49, 0x49, 0x2A, 0x00], name: "a TIFF image"),
        Signature(bytes: [0x4D, 0x4D, 0x00, 0x2A], name: "a TIFF image"),
        Signature(offset: 8, bytes: Array("WEBP".utf8), name: "a WebP image"),
        Signature(offset: 8, bytes: Array("WAVEfmt".utf8), name: "a WAV recording"),
        Signature(offset: 8, bytes: Array("AVI LIST".utf8), name: "an AVI video"),
        Signature(offset: 4, bytes: Array("ftyp".utf8), name: "an MP4 or HEIF file"),
        Signature(bytes: Array("ID3".utf8) + [0x03], name: "an MP3 recording"),
        Signature(bytes: Array("ID3".utf8) + [0x04], name: "an MP3 recording"),
        Signature(bytes: Array("OggS".utf8), name: "an Ogg recording"),
        Signature(bytes: Array("fLaC".utf8), name: "a FLAC recording"),
        Signature(bytes: [0x1A, 0x45, 0xDF, 0xA3], name: "a Matroska video"),
        Signature(bytes: [0x1F, 0x8B, 0x08], name: "a gzip archive"),
        Signature(bytes: Array("BZh".utf8) + [0x31], name: "a bzip2 archive"),
        Signature(bytes: Array("BZh".utf8) + [0x39], name: "a bzip2 archive"),
        Signature(bytes: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], name: "an xz archive"),
        Signature(bytes: [0x28, 0xB5, 0x2F, 0xFD], name: "a Zstandard archive"),
        Signature(bytes: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], name: "a 7z archive"),
        Signature(bytes: Array("Rar!".utf8) + [0x1A, 0x07], name: "a RAR archive"),
        Signature(offset: 257, bytes: Array("ustar".utf8), name: "a tar archive"),
        Signature(bytes: [0x7F, 0x45, 0x4C, 0x46], name: "an ELF program"),
        Signature(bytes: [0x4D, 0x5A, 0x90, 0x00], name: "a Windows program"),
        Signature(bytes: [0xCF, 0xFA, 0xED, 0xFE], name: "a Mach-O program"),
        Signature(bytes: [0xCA, 0xFE, 0xBA, 0xBE], name: "a Java class or Mach-O program"),
        Signature(bytes: [0x00, 0x61, 0x73, 0x6D], name: "a WebAssembly module"),
        Signature(bytes: Array("SQLite format 3".utf8), name: "an SQLite database"),
        Signature(bytes: Array("PAR1".utf8), name: "a Parquet table"),
        Signature(bytes: Array("wOFF".utf8), name: "a web font"),
        Signature(bytes: Array("wOF2".utf8), name: "a web font"),
        Signature(bytes: [0x93] + Array("NUMPY".utf8), name: "a NumPy array"),
    ]
}
