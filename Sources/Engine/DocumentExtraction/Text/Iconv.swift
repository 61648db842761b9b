import Glibc

/// A converter from one character encoding to UTF-8, by the C library's iconv.
@safe struct Iconv: ~Copyable {
    private let descriptor: iconv_t

    /// - Parameter encoding: A name that iconv knows; nil is returned for any other.
    init?(from encoding: String) {
        guard let opened = unsafe iconv_open("UTF-8", encoding), unsafe opened != iconv_t(bitPattern: -1) else {
            return nil
        }
        unsafe descriptor = opened
    }

    deinit {
        _ = unsafe iconv_close(descriptor)
    }

    /// The decoded text, and how many bytes had to be skipped because they mean nothing in the encoding.
    struct Output {
        var utf8: [UInt8] = []
        var errorCount = 0
    }

    /// Decodes `bytes` from the initial shift state; every undecodable byte becomes U+FFFD.
    ///
    /// A character cut off by the end of `bytes` is left out and is no error.
    ///
    /// - Complexity: O(`bytes.count`).
    func decode(_ bytes: [UInt8]) -> Output {
        var output = Output()
        output.utf8.reserveCapacity(bytes.count + bytes.count / 2)
        _ = unsafe iconv(descriptor, nil, nil, nil, nil)
        var buffer = [CChar](repeating: 0, count: 1 << 16)
        var input = bytes
        unsafe input.withUnsafeMutableBytes { input in
            var remaining = unsafe input.bindMemory(to: CChar.self)[...]
            while unsafe !remaining.isEmpty, unsafe convert(&remaining, into: &output, using: &buffer) {}
        }
        return output
    }

    /// One call of iconv; false when only a cut-off character is left.
    private func convert(
        _ remaining: inout Slice<UnsafeMutableBufferPointer<CChar>>,
        into output: inout Output,
        using buffer: inout [CChar]
    ) -> Bool {
        let part = unsafe UnsafeMutableBufferPointer(rebasing: remaining)
        var source = part.baseAddress
        var sourceCount = part.count
        var failure: CInt = 0
        let written = unsafe buffer.withUnsafeMutableBufferPointer { space in
            var target = space.baseAddress
            var targetCount = space.count
            let result = unsafe iconv(descriptor, &source, &sourceCount, &target, &targetCount)
            if result == -1 { failure = errno }
            return space.count - targetCount
        }
        output.utf8.append(contentsOf: buffer[..<written].lazy.map { UInt8(bitPattern: $0) })
        unsafe remaining = remaining.suffix(sourceCount)
        switch failure {
        case 0, E2BIG: return true
        case EILSEQ:
            output.errorCount += 1
            output.utf8.append(contentsOf: [0xEF, 0xBF, 0xBD])
            unsafe remaining = remaining.dropFirst()
            return true
        default: return false
        }
    }
}
