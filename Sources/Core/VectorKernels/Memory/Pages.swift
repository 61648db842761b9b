import Glibc

/// Zeroed memory straight from the operating system, so that dropping it gives it back at once.
///
/// Reserved at once and used up page by page as it is written. `@unchecked Sendable`: only the address is shared; who
/// writes where is for the owner to settle.
@safe
final class Pages: @unchecked Sendable {
    private let mapping: UnsafeMutableRawBufferPointer

    /// Asks for huge pages for long blocks: scans of them translate fewer addresses.
    init(byteCount: Int) {
        let address = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else {
            fatalError("no memory for a block of \(byteCount) bytes: errno \(errno)")
        }
        #if os(Linux)
        if byteCount >= 1 << 22 {
            unsafe madvise(address, byteCount, MADV_HUGEPAGE)
        }
        #endif
        unsafe mapping = UnsafeMutableRawBufferPointer(start: address, count: byteCount)
    }

    deinit {
        unsafe munmap(mapping.baseAddress, mapping.count)
    }

    /// The first byte; aligned to a page.
    var base: UnsafeMutableRawPointer { unsafe mapping.baseAddress.unsafelyUnwrapped }

    /// A number of bytes, rounded up so that what comes behind them lies on a cache line of its own.
    static func lines(_ byteCount: Int) -> Int { (byteCount + 63) & ~63 }
}
