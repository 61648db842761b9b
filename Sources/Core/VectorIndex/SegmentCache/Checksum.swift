internal import CXXHash

/// The XXH3-64 hash of bytes that come in pieces (xxHash specification 0.2.0, section "XXH3").
///
/// Tells damage from what was written; no protection from somebody who makes up files.
@safe
struct Checksum: ~Copyable {
    private let state: OpaquePointer

    init() {
        guard let state = unsafe XXH3_createState() else { fatalError("no memory for the state of a checksum") }
        unsafe self.state = state
        unsafe XXH3_64bits_reset(state)
    }

    deinit {
        unsafe XXH3_freeState(state)
    }

    /// Takes in more bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        _ = unsafe XXH3_64bits_update(state, bytes.baseAddress, bytes.count)
    }

    mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    /// The hash of all bytes so far.
    var value: UInt64 { unsafe XXH3_64bits_digest(state) }

    /// The hash of some bytes.
    static func value(of bytes: [UInt8]) -> UInt64 {
        var checksum = Checksum()
        checksum.update(bytes)
        return checksum.value
    }
}
