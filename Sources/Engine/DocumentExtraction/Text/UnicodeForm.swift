/// The wide encoding forms of Unicode, and UTF-8 with a byte-order mark.
struct UnicodeForm: Equatable {
    /// Bytes per code unit: 1, 2 or 4.
    var unitByteCount: Int
    var isBigEndian: Bool

    var name: String {
        unitByteCount == 1 ? "utf-8" : "utf-\(unitByteCount * 8)\(isBigEndian ? "be" : "le")"
    }

    /// The form whose byte-order mark the bytes begin with.
    ///
    /// UTF-32LE comes before UTF-16LE, because its mark begins with that of UTF-16LE.
    init?(byteOrderMarkOf bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]), bytes.count % 4 == 0 {
            self.init(unitByteCount: 4, isBigEndian: false)
        } else if bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            self.init(unitByteCount: 4, isBigEndian: true)
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            self.init(unitByteCount: 2, isBigEndian: false)
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            self.init(unitByteCount: 2, isBigEndian: true)
        } else if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            self.init(unitByteCount: 1, isBigEndian: false)
        } else {
            return nil
        }
    }

    /// The form of bytes without a mark, judged by where zero bytes lie in the first 64 KiB.
    ///
    /// Spaces, line ends, digits and Latin letters have a zero high byte in UTF-16 and three zeros in UTF-32, so text
    /// has its zeros on one side; and since binary data may too, the decoded sample must also be free of unassigned,
    /// private and control characters and of lone surrogates.
    init?(zeroBytesOf bytes: [UInt8]) {
        let sample = Array(bytes.prefix(1 << 16))
        guard sample.count >= 4, sample.contains(0) else { return nil }
        var zeros = [0, 0, 0, 0]
        for (index, byte) in sample.enumerated() where byte == 0 { zeros[index % 4] += 1 }
        let quarter = sample.count / 4
        let even = zeros[0] + zeros[2]
        let odd = zeros[1] + zeros[3]
        let form: UnicodeForm
        if bytes.count % 4 == 0, zeros[3] == quarter, zeros[2] * 10 >= quarter * 9, zeros[0] < quarter {
            form = UnicodeForm(unitByteCount: 4, isBigEndian: false)
        } else if bytes.count % 4 == 0, zeros[0] == quarter, zeros[1] * 10 >= quarter * 9, zeros[3] < quarter {
            form = UnicodeForm(unitByteCount: 4, isBigEndian: true)
        } else if odd * 20 >= quarter, even * 10 <= odd {
            form = UnicodeForm(unitByteCount: 2, isBigEndian: false)
        } else if even * 20 >= quarter, odd * 10 <= even {
            form = UnicodeForm(unitByteCount: 2, isBigEndian: true)
        } else {
            return nil
        }
        guard form.isPlausible(sample) else { return nil }
        self = form
    }

    private init(unitByteCount: Int, isBigEndian: Bool) {
        self.unitByteCount = unitByteCount
        self.isBigEndian = isBigEndian
    }

    /// Decodes after the mark, if there is one; what is ill-formed becomes U+FFFD, an incomplete last unit is dropped.
    func decode(_ bytes: [UInt8]) -> String {
        switch unitByteCount {
        case 1: return String(decoding: bytes, as: UTF8.self)
        case 2: return String(decoding: units(of: bytes, as: UInt16.self), as: UTF16.self)
        default:
            let scalars = units(of: bytes, as: UInt32.self).map { Unicode.Scalar($0) ?? "\u{FFFD}" }
            return String(String.UnicodeScalarView(scalars))
        }
    }

    private func units<Unit: FixedWidthInteger>(of bytes: [UInt8], as: Unit.Type) -> [Unit] {
        stride(from: 0, to: bytes.count - unitByteCount + 1, by: unitByteCount).map { start in
            let unit = bytes[start..<(start + unitByteCount)]
            let ordered = isBigEndian ? Array(unit) : unit.reversed()
            return ordered.reduce(0) { $0 << 8 | Unit($1) }
        }
    }

    private func isPlausible(_ sample: [UInt8]) -> Bool {
        let scalars = Array(decode(sample).unicodeScalars.dropLast())
        let odd = scalars.count { scalar in
            switch scalar.properties.generalCategory {
            case .unassigned, .privateUse, .surrogate: true
            case .control: !("\t"..."\r" ~= scalar || scalar == "\0" || scalar == "\u{1A}")
            default: scalar == "\u{FFFD}"
            }
        }
        return odd * 50 <= scalars.count
    }
}
