/// The lists of a Word document and their counters (ECMA-376 part 1, section 17.9).
struct DOCXNumbering {
    /// Which list a paragraph belongs to, and at what level.
    struct Reference: Equatable {
        /// `w:numId`; 0 takes a paragraph out of its style's list.
        var list: Int?
        /// `w:ilvl`, from 0.
        var level: Int?

        init(list: Int? = nil, level: Int? = nil) {
            self.list = list
            self.level = level
        }

        /// Reads an open `w:numPr`.
        init(_ reader: XMLPullReader) throws(ExtractionError) {
            var list: Int?
            var level: Int?
            try reader.forEachChild { name throws(ExtractionError) in
                if name == "w:numId" { list = reader.attribute("val").flatMap(Int.init) }
                if name == "w:ilvl" { level = reader.attribute("val").flatMap(Int.init) }
            }
            self.init(list: list, level: level)
        }
    }

    private struct Level {
        var format = "decimal"
        /// The marker with "%1" for the first level's number, and so on.
        var text = ""
        var start = 1
    }

    private var abstractLists: [Int: [Int: Level]] = [:]
    private var lists: [Int: (abstract: Int, starts: [Int: Int])] = [:]
    private var counters: [Int: [Int: Int]] = [:]

    init() {}

    init(_ reader: XMLPullReader) throws(ExtractionError) {
        var abstractLists: [Int: [Int: Level]] = [:]
        var lists: [Int: (abstract: Int, starts: [Int: Int])] = [:]
        try reader.readRoot { _ throws(ExtractionError) in
            try reader.forEachChild { name throws(ExtractionError) in
                if name == "w:abstractNum", let number = reader.attribute("abstractNumId").flatMap(Int.init) {
                    abstractLists[number] = try Self.levels(reader)
                } else if name == "w:num", let number = reader.attribute("numId").flatMap(Int.init) {
                    lists[number] = try Self.list(reader)
                }
            }
        }
        self.abstractLists = abstractLists
        self.lists = lists
    }

    /// The marker of the next paragraph of a list: "- " for bullets, else like "2. " or "1.3) "; nil without a list.
    mutating func nextMarker(_ reference: Reference) -> String? {
        guard let number = reference.list, number != 0, let list = lists[number] else { return nil }
        let depth = min(max(reference.level ?? 0, 0), 8)
        guard let level = abstractLists[list.abstract]?[depth] else { return nil }
        let indentation = String(repeating: "  ", count: depth)
        if level.format == "bullet" { return indentation + "- " }
        if level.format == "none" { return "" }
        let start = list.starts[depth] ?? level.start
        var counts = counters[number] ?? [:]
        counts[depth] = (counts[depth] ?? start &- 1) &+ 1
        for deeper in counts.keys where deeper > depth { counts[deeper] = nil }
        counters[number] = counts
        let marker = expanded(level.text, list: list.abstract, counts: counts)
        return marker.isEmpty ? "" : "\(indentation)\(marker) "
    }

    private func expanded(_ text: String, list: Int, counts: [Int: Int]) -> String {
        var marker = text
        for depth in 0...8 where marker.contains("%\(depth + 1)") {
            let level = abstractLists[list]?[depth] ?? Level()
            let number = ListNumber(value: counts[depth] ?? level.start, format: level.format).text
            marker = marker.replacing("%\(depth + 1)", with: number)
        }
        return marker.collapsingWhiteSpace()
    }

    private static func levels(_ reader: XMLPullReader) throws(ExtractionError) -> [Int: Level] {
        var levels: [Int: Level] = [:]
        try reader.forEachChild { name throws(ExtractionError) in
            guard name == "w:lvl", let depth = reader.attribute("ilvl").flatMap(Int.init) else { return }
            var level = Level()
            try reader.forEachChild { name throws(ExtractionError) in
                switch name {
                case "w:numFmt": level.format = reader.attribute("val") ?? "decimal"
                case "w:lvlText": level.text = reader.attribute("val") ?? ""
                case "w:start": level.start = reader.attribute("val").flatMap(Int.init) ?? 1
                default: break
                }
            }
            levels[depth] = level
        }
        return levels
    }

    private static func list(_ reader: XMLPullReader) throws(ExtractionError) -> (abstract: Int, starts: [Int: Int]) {
        var abstract = -1
        var starts: [Int: Int] = [:]
        try reader.forEachChild { name throws(ExtractionError) in
            if name == "w:abstractNumId" { abstract = reader.attribute("val").flatMap(Int.init) ?? -1 }
            guard name == "w:lvlOverride", let depth = reader.attribute("ilvl").flatMap(Int.init) else { return }
            try reader.forEachChild { name throws(ExtractionError) in
                if name == "w:startOverride" { starts[depth] = reader.attribute("val").flatMap(Int.init) }
            }
        }
        return (abstract, starts)
    }
}

/// A list item's number in one of the formats of `w:numFmt`; unknown formats count in decimal.
struct ListNumber {
    var value: Int
    var format: String

    var text: String {
        switch format {
        case "lowerLetter": letters.lowercased()
        case "upperLetter": letters
        case "lowerRoman": roman.lowercased()
        case "upperRoman": roman
        case "decimalZero": value < 10 ? "0\(value)" : "\(value)"
        default: "\(value)"
        }
    }

    /// A…Z, then AA, BB…, as Word counts.
    private var letters: String {
        guard 1...780 ~= value, let letter = Unicode.Scalar(UInt32(65 + (value - 1) % 26)) else { return "\(value)" }
        return String(repeating: Character(letter), count: (value - 1) / 26 + 1)
    }

    private var roman: String {
        guard 1..<4000 ~= value else { return "\(value)" }
        let digits = [
            (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
            (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
        ]
        var rest = value
        var text = ""
        for (worth, digit) in digits {
            while rest >= worth {
                text += digit
                rest -= worth
            }
        }
        return text
    }
}
