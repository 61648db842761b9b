/// Guesses the legacy encoding of text that is not Unicode.
///
/// Method: every candidate encoding decodes a sample of the lines that hold bytes outside ASCII; each decoded
/// character outside ASCII earns or loses points by how well it fits the languages written in that encoding and its
/// neighbours; undecodable bytes lose many. The encoding with the best mean wins. That rests on three facts: double-byte
/// encodings are rarely valid by accident; a wrong alphabet shows as wrong letter case inside words, symbols inside
/// words or mixed scripts; and in European languages accented letters stand among ASCII letters, so long runs of
/// "accented" letters are really another script. (Compare Li & Momoi 2001, "A composite approach to language/encoding
/// detection", whose frequency analysis this simplifies to sets of frequent characters.)
enum EncodingDetector {
    private static let sampleByteCount = 1 << 16

    /// The most plausible encoding's name; nil when none is plausible, which means binary data.
    ///
    /// - Complexity: O(candidates × sample).
    static func encoding(of bytes: [UInt8]) -> String? {
        if let name = escapeEncoding(of: bytes) { return name }
        let sample = sample(of: bytes)
        var best: (name: String, score: Double)?
        for candidate in LegacyEncoding.candidates {
            guard let score = score(of: sample, as: candidate) else { continue }
            if score > best?.score ?? -.infinity { best = (candidate.name, score) }
        }
        guard let best, best.score > -0.25 else { return nil }
        return best.name
    }

    /// The candidate's mean points per character outside ASCII, at most 1; nil when iconv lacks the encoding.
    static func score(of sample: [UInt8], as candidate: LegacyEncoding) -> Double? {
        guard let converter = Iconv(from: LegacyEncoding.iconvName(candidate.name)) else { return nil }
        let output = converter.decode(sample)
        let scalars = Array(String(decoding: output.utf8, as: UTF8.self).unicodeScalars)
        var points = -20.0 * Double(output.errorCount)
        var count = output.errorCount
        for index in scalars.indices where scalars[index].value >= 0x80 && scalars[index] != "\u{FFFD}" {
            points += candidate.points(of: scalars, at: index)
            count += 1
        }
        return count == 0 ? nil : points / Double(count)
    }

    /// ISO-2022 announces itself with escape sequences (RFC 1468, RFC 1557).
    private static func escapeEncoding(of bytes: [UInt8]) -> String? {
        guard let escape = bytes.firstIndex(of: 0x1B) else { return nil }
        let after = bytes[escape...].dropFirst().prefix(3)
        if after.elementsEqual("$)C".utf8) { return "iso-2022-kr" }
        return after.starts(with: "$B".utf8) || after.starts(with: "$@".utf8) || after.starts(with: "(J".utf8)
            ? "iso-2022-jp-2" : nil
    }

    /// The first lines with bytes outside ASCII, together at most `sampleByteCount` long.
    static func sample(of bytes: [UInt8]) -> [UInt8] {
        var sample: [UInt8] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.contains(where: { $0 >= 0x80 }) {
            sample.append(contentsOf: line.prefix(sampleByteCount - sample.count))
            sample.append(UInt8(ascii: "\n"))
            if sample.count >= sampleByteCount { break }
        }
        return sample
    }
}

extension LegacyEncoding {
    /// What one character outside ASCII says for this encoding, from -1 to 1.
    fileprivate func points(of scalars: [Unicode.Scalar], at index: Int) -> Double {
        let scalar = scalars[index]
        return switch script {
        case .latin, .alphabetic: alphabeticPoints(of: scalars, at: index)
        case .japanese: japanesePoints(of: scalar)
        case .chinese: chinesePoints(of: scalar)
        case .korean: koreanPoints(of: scalar)
        }
    }

    private func alphabeticPoints(of scalars: [Unicode.Scalar], at index: Int) -> Double {
        let scalar = scalars[index]
        let previous = index > 0 ? scalars[index - 1] : " "
        let next = index + 1 < scalars.count ? scalars[index + 1] : " "
        let isInsideWord = previous.properties.isAlphabetic && next.properties.isAlphabetic
        switch scalar.properties.generalCategory {
        case .control, .privateUse, .unassigned: return -1
        case .spaceSeparator: return 0
        case .nonspacingMark: return weights[scalar] ?? -0.5
        case .uppercaseLetter, .lowercaseLetter, .otherLetter, .modifierLetter:
            return letterPoints(scalar, previous: previous, next: next)
        case .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation, .dashPunctuation,
            .otherPunctuation:
            return scalar == "\u{2019}" || !isInsideWord ? 0.3 : -0.5
        default: return isInsideWord ? -0.7 : "©®°№€£§±²³·".unicodeScalars.contains(scalar) ? 0.1 : -0.5
        }
    }

    private func letterPoints(_ scalar: Unicode.Scalar, previous: Unicode.Scalar, next: Unicode.Scalar) -> Double {
        let lowered = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
        var points = weights[lowered] ?? -0.3
        if previous.properties.isLowercase, scalar.properties.isUppercase { points -= 1.2 }
        if script == .latin {
            let accentedNeighbours = [previous, next].count { $0.value >= 0x80 && $0.properties.isAlphabetic }
            points -= 0.6 * Double(accentedNeighbours)
        } else if [previous, next].contains(where: { $0.isASCII && $0.properties.isAlphabetic }) {
            points -= 0.8
        }
        return points
    }

    private func japanesePoints(of scalar: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 0x3041...0x3096: 1
        case 0x30A1...0x30FC: 0.7
        case 0x3000...0x3020, 0xFF00...0xFF60: 0.5
        case 0xFF61...0xFF9F: -0.3
        case 0x4E00...0x9FFF: weights[scalar] ?? 0.4
        case 0x2010...0x2027, 0x00D7, 0x25A0...0x25FF: 0.2
        default: -0.5
        }
    }

    private func chinesePoints(of scalar: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 0x4E00...0x9FFF: weights[scalar] ?? 0.35
        case 0x3000...0x3020, 0xFF00...0xFF5E, 0x2010...0x2027, 0xFE30...0xFE6B: 0.5
        case 0x3041...0x30FC: -0.2
        case 0x2500...0x25FF, 0x00B7, 0x00D7: 0
        default: -0.7
        }
    }

    private func koreanPoints(of scalar: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 0xAC00...0xD7A3: weights[scalar] ?? 0.4
        case 0x3000...0x3020, 0xFF00...0xFF60, 0x2010...0x2027, 0x00B7: 0.4
        case 0x4E00...0x9FFF: -0.1
        default: -0.5
        }
    }
}
