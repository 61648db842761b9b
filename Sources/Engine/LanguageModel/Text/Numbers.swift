/// The numbers of a text in one spelling, so that `1,200`, `1200` and `twelve hundred` are the same.
enum Numbers {
    /// Zero and one are left out: they are said in too many ways ("no", "a", "single").
    static func numbers(in words: [Word]) -> Set<String> {
        var numbers: Set<String> = []
        var spelled = SpelledNumber()
        for word in words {
            if spelled.read(word.text) { continue }
            numbers.formUnion(spelled.finish())
            if let number = digits(of: word.text) {
                numbers.insert(number)
            }
        }
        numbers.formUnion(spelled.finish())
        return numbers.subtracting(["0", "1"])
    }

    /// Whether a word is a number or part of one.
    static func isNumber(_ word: String) -> Bool {
        word.allSatisfy { $0.wholeNumberValue != nil } || SpelledNumber.isPart(word)
    }

    /// The number that a word begins with: digits, with a point before decimals; nil when it begins otherwise.
    private static func digits(of word: String) -> String? {
        let digits = word.prefix { $0.wholeNumberValue != nil || $0 == "." || $0 == "," }
        guard digits.first?.wholeNumberValue != nil else { return nil }
        return canonical(digits.map { $0.wholeNumberValue.map { Character(String($0)) } ?? $0 })
    }

    /// `1,234.50` → `1234.5`, `3,5` → `3.5`, `007` → `7`.
    private static func canonical(_ digits: [Character]) -> String {
        let groups = digits.split(separator: ",", omittingEmptySubsequences: false)
        let isGrouped = groups.count > 1 && groups.dropFirst().allSatisfy { $0.prefix { $0 != "." }.count == 3 }
        var number = isGrouped ? String(groups.joined()) : String(digits.map { $0 == "," ? "." : $0 })
        if number.count(where: { $0 == "." }) == 1 {
            while number.hasSuffix("0") {
                number.removeLast()
            }
            number = number.hasSuffix(".") ? String(number.dropLast()) : number
        }
        let significant = number.drop { $0 == "0" }
        return significant.isEmpty || significant.first == "." ? "0" + significant : String(significant)
    }
}

/// Reads a number that is written in English words: `two hundred and fifty`, `twenty-three`.
private struct SpelledNumber {
    private var total = 0
    private var current = 0
    private var isOpen = false

    /// - Returns: Whether the word is part of a number.
    mutating func read(_ word: String) -> Bool {
        if let value = Self.units[word] {
            current += value
        } else if let scale = Self.scales[word], isOpen {
            let scaled = max(current, 1) * scale
            (total, current) = scale == 100 ? (total, scaled) : (total + scaled, 0)
        } else {
            return isOpen && word == "and"
        }
        isOpen = true
        return true
    }

    static func isPart(_ word: String) -> Bool {
        word != "one" && (units[word] ?? scales[word]) != nil
    }

    mutating func finish() -> [String] {
        defer { self = SpelledNumber() }
        return isOpen ? [String(total + current)] : []
    }

    private static let units: [String: Int] = [
        "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11,
        "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
        "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
        "ninety": 90, "one": 1,
    ]

    private static let scales = ["hundred": 100, "thousand": 1000, "million": 1_000_000]
}
