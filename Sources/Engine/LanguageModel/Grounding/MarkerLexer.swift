/// Finds citation markers in a text that comes in pieces.
///
/// Text passes through at once; only what follows an opening bracket waits, until the bracket closes or turns out to be
/// none of a marker.
struct MarkerLexer {
    enum Token: Equatable {
        case text(Unicode.Scalar)
        case marker(CitationMarker)
    }

    /// The opening bracket and what has come since.
    private var waiting: [Unicode.Scalar] = []

    /// - Returns: What is certain now, in order.
    mutating func tokens(in text: String) -> [Token] {
        var tokens: [Token] = []
        for scalar in text.unicodeScalars {
            read(scalar, into: &tokens)
        }
        return tokens
    }

    /// What still waits, as text.
    mutating func finish() -> [Token] {
        defer { waiting = [] }
        return waiting.map(Token.text)
    }

    private mutating func read(_ scalar: Unicode.Scalar, into tokens: inout [Token]) {
        if scalar.closingBracket != nil {
            // A bracket within brackets: the outer one opens no marker.
            tokens += finish()
            waiting = [scalar]
        } else if waiting.isEmpty {
            tokens.append(.text(scalar))
        } else if waiting.first?.closingBracket == scalar {
            close(with: scalar, into: &tokens)
        } else {
            waiting.append(scalar)
            let isHopeless = scalar == "\n" || scalar == "\r" || waiting.count > CitationMarker.maximumLength
            if isHopeless {
                tokens += finish()
            }
        }
    }

    private mutating func close(with bracket: Unicode.Scalar, into tokens: inout [Token]) {
        var content = String.UnicodeScalarView()
        content.append(contentsOf: waiting.dropFirst())
        if let marker = CitationMarker(content: String(content)) {
            tokens.append(.marker(marker))
            waiting = []
        } else {
            waiting.append(bracket)
            tokens += finish()
        }
    }
}
