import Glibc
import Synchronization

/// Values of rows in a file, read from there whenever they are asked for.
///
/// The file is mapped, and the system keeps or drops its pages. But what a process has mapped counts as its resident
/// memory, up to two megabytes for one row that is touched. So short runs of rows are read into a buffer instead, as long
/// as there are file descriptors enough, and whatever was read through the mapping is let go of afterwards: it stays in the
/// system's file cache.
///
/// The file may be renamed or removed, but must not be cut short or written to: the system ends a process (SIGBUS) that
/// reads behind the end of a file.
///
/// `@unchecked Sendable`: the address is set once, the memory behind it is never written, and pages that are let go of are
/// brought back by the next read, whichever thread reads.
@safe
package final class MappedRows: @unchecked Sendable {
    /// The number of values.
    package let count: Int
    private let mapping: UnsafeMutableRawBufferPointer
    private let firstByte: Int
    /// For short reads; nil if there were too many.
    private let descriptor: Int32?

    /// - Parameters:
    ///   - fileDescriptor: May be closed afterwards.
    ///   - firstByte: Where the values begin in the file: a multiple of 64.
    /// - Returns: Nil where the system refuses, with `errno` set.
    /// - Precondition: The file has `count` values from `firstByte` on.
    package init?(fileDescriptor: Int32, firstByte: Int, count: Int) {
        precondition(firstByte >= 0 && firstByte % 64 == 0 && count > 0, "\(count) values from byte \(firstByte)")
        let byteCount = firstByte + count * MemoryLayout<Float>.stride
        let address = unsafe mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, fileDescriptor, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else { return nil }
        // Few rows are read, far from each other.
        unsafe madvise(address, byteCount, MADV_RANDOM)
        unsafe mapping = UnsafeMutableRawBufferPointer(start: address, count: byteCount)
        descriptor = Self.duplicate(fileDescriptor)
        self.firstByte = firstByte
        self.count = count
    }

    deinit {
        unsafe munmap(mapping.baseAddress, mapping.count)
        if let descriptor {
            close(descriptor)
            Self.descriptorCount.subtract(1, ordering: .relaxed)
        }
    }

    /// The first value. Not to be written to, and to be read only by way of `withValues` or once in a while.
    var values: UnsafeMutablePointer<Float> {
        unsafe (mapping.baseAddress.unsafelyUnwrapped + firstByte).assumingMemoryBound(to: Float.self)
    }

    /// Calls `body` with the values in a range.
    ///
    /// - Precondition: The range lies within `0..<count`.
    func withValues<Result, Failure: Error>(
        _ range: Range<Int>,
        _ body: (Span<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "values \(range) of \(count)")
        let stride = MemoryLayout<Float>.stride
        let bytes = firstByte + range.lowerBound * stride..<firstByte + range.upperBound * stride
        if let descriptor, bytes.count <= Self.shortByteCount {
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: range.count)
            defer { unsafe buffer.deallocate() }
            if unsafe pread(descriptor, buffer.baseAddress, bytes.count, off_t(bytes.lowerBound)) == bytes.count {
                return try body(unsafe Span(_unsafeElements: buffer))
            }
        }
        if bytes.count > Self.shortByteCount { fetch(bytes) }
        defer { letGo(bytes) }
        return try body(unsafe Span(_unsafeStart: values + range.lowerBound, count: range.count))
    }
}

extension MappedRows {
    /// Reads that are not worth touching pages for.
    private static let shortByteCount = 1 << 16
    /// The largest pages that touching a file brings in.
    private static let hugePageByteCount = 1 << 21

    /// Has the system read a long run ahead, which it does not by itself for a file of random reads.
    private func fetch(_ bytes: Range<Int>) {
        advise(bytes, MADV_WILLNEED)
    }

    /// Takes pages out of the process's memory; not out of the system's file cache.
    private func letGo(_ bytes: Range<Int>) {
        advise(bytes, MADV_DONTNEED)
    }

    /// Gives the system advice on the huge pages that some bytes lie in.
    private func advise(_ bytes: Range<Int>, _ advice: Int32) {
        let mask = Self.hugePageByteCount - 1
        let (first, last) = unsafe (bytes.lowerBound & ~mask, min((bytes.upperBound + mask) & ~mask, mapping.count))
        unsafe madvise(mapping.baseAddress.unsafelyUnwrapped + first, last - first, advice)
    }
}

// MARK: - File descriptors

extension MappedRows {
    private static let descriptorCount = Atomic(0)

    /// A quarter of what the process may have: connections and databases need some too.
    private static let maximumDescriptorCount = {
        var limit = rlimit()
        #if canImport(Glibc)
        let resource = RLIMIT_NOFILE.rawValue
        let result = unsafe getrlimit(__rlimit_resource_t(resource), &limit)
        #else
        let result = unsafe getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        return result == 0 ? Int(clamping: limit.rlim_cur) / 4 : 0
    }()

    /// A descriptor of the same file for random reads; nil if there are too many.
    private static func duplicate(_ descriptor: Int32) -> Int32? {
        guard descriptorCount.add(1, ordering: .relaxed).newValue <= maximumDescriptorCount else {
            descriptorCount.subtract(1, ordering: .relaxed)
            return nil
        }
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else {
            descriptorCount.subtract(1, ordering: .relaxed)
            return nil
        }
        #if os(Linux)
        posix_fadvise(copy, 0, 0, POSIX_FADV_RANDOM)
        #endif
        return copy
    }
}
