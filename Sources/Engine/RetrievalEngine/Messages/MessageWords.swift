/// The words of a message as the classifier compares them.
enum MessageWords {
    /// Words in lower case and, each by itself, marks that end a clause and emoji.
    ///
    /// An apostrophe parts words, also where it was left out: `don't` and `dont` are both `don t`.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        func finish() {
            guard !word.isEmpty else { return }
            words += contractions[word] ?? [word]
            word = ""
        }
        for character in text.lowercased() {
            if character.isLetter || character.isNumber {
                word.append(character)
                continue
            }
            finish()
            if ".,!?;:".contains(character) {
                words.append(String(character))
            } else if let scalar = character.unicodeScalars.first, scalar.value > 0xFF, scalar.properties.isEmoji {
                words.append(String(scalar))
            }
        }
        finish()
        return words
    }

    static func isMark(_ word: String) -> Bool {
        word.utf8.count == 1 && ".,!?;:".contains(word)
    }

    private static let contractions: [String: [String]] = {
        let verbs = "do does did is are was were wo would could should have has had ai".split(separator: " ")
        var contractions = verbs.reduce(into: [:]) { $0["\($1)nt"] = ["\($1)n", "t"] }
        contractions["cant"] = ["can", "t"]
        return contractions
    }()
}
