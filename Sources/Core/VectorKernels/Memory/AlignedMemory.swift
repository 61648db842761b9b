/// Memory of a fixed size that starts on a cache line, zeroed: 64-byte vectors cross no line then.
///
/// `@unchecked Sendable` and `@safe`: the address never changes, the memory lives until `deinit`, and it does not leave this
/// module; its owners check that accesses are within `byteCount` and say which threads may write where.
@safe
final class AlignedMemory: @unchecked Sendable {
    let byteCount: Int
    private let address: UnsafeMutableRawPointer

    init(byteCount: Int) {
        self.byteCount = byteCount
        unsafe address = .allocate(byteCount: max(byteCount, 1), alignment: 64)
        unsafe address.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    }

    deinit {
        unsafe address.deallocate()
    }

    /// The first byte.
    var base: UnsafeMutableRawPointer { unsafe address }

    /// The memory as floats.
    var floats: UnsafeMutablePointer<Float> { unsafe address.assumingMemoryBound(to: Float.self) }
}
