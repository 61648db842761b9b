extension Span<UInt8> {
    /// Decodes the scalar that starts at an index of valid UTF-8.
    @inline(__always)
    func scalar(at index: Int) -> (scalar: UInt32, end: Int) {
        let first = UInt32(self[index])
        switch first {
        case ..<0x80:
            return (first, index + 1)
        case ..<0xE0:
            return ((first & 0x1F) << 6 | tail(index + 1), index + 2)
        case ..<0xF0:
            return ((first & 0x0F) << 12 | tail(index + 1) << 6 | tail(index + 2), index + 3)
        default:
            let scalar = (first & 0x07) << 18 | tail(index + 1) << 12 | tail(index + 2) << 6 | tail(index + 3)
            return (scalar, index + 4)
        }
    }

    @inline(__always)
    private func tail(_ index: Int) -> UInt32 {
        UInt32(self[index]) & 0x3F
    }
}
