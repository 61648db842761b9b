/// Counts tokens of a text for models whose tokenizer is not at hand, never fewer than there are in practice.
///
/// Byte-pair encoders of today's models (cl100k, o200k, Llama, Qwen, SmolLM) keep common English words whole and cut
/// rare ones into pieces of three letters and more. The estimate takes one token for each four letters of a word begun,
/// one for each digit, sign and line break, and one for each byte of what is not ASCII, of which no encoder makes more.
package struct TokenEstimator: Sendable {
    package init() {}

    /// - Complexity: O(bytes).
    package func tokenCount(_ text: String) -> Int {
        var count = 0
        var letterCount = 0
        var spaceCount = 0
        for byte in text.utf8 {
            if byte.isASCIILetter {
                letterCount += 1
                spaceCount = 0
                continue
            }
            count += (letterCount + 3) / 4
            letterCount = 0
            if byte == UInt8(ascii: " ") {
                // One space belongs to the word behind it; a run of spaces is cut into pieces.
                count += spaceCount > 0 && spaceCount.isMultiple(of: 4) ? 1 : spaceCount == 1 ? 1 : 0
                spaceCount += 1
            } else {
                count += 1
                spaceCount = 0
            }
        }
        return count + (letterCount + 3) / 4
    }

    /// Tokens that a chat template puts around one message.
    package static let tokensPerMessage = 8

    package func tokenCount(_ messages: [Message]) -> Int {
        messages.reduce(0) { $0 + tokenCount($1.text) + Self.tokensPerMessage }
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}
