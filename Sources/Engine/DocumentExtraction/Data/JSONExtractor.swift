import Chunking

/// Writes JSON (RFC 8259) and JSON Lines as `path.to.key: value` lines, in the order of the document.
///
/// Objects that are elements of an array become paragraphs of their own, and so do the values of JSON Lines; an array
/// of plain values is written as one line. Null and empty values are left out.
struct JSONExtractor {
    let limits: ExtractionLimits

    /// - Throws: `damaged` with the place of the first fault, `tooLarge` when nested deeper than `limits.depth`.
    func content(of text: String) throws(ExtractionError) -> StructuredText {
        var flattener = JSONFlattener(limits: limits)
        var scanner = JSONScanner(text)
        while !scanner.isAtEnd {
            flattener.startParagraph()
            try flattener.readValue(&scanner, path: "", depth: 0)
        }
        return flattener.content
    }
}

/// Walks through JSON and writes its lines.
private struct JSONFlattener {
    private let limits: ExtractionLimits
    private var builder: StructuredTextBuilder
    private var startsParagraph = false

    init(limits: ExtractionLimits) {
        self.limits = limits
        builder = StructuredTextBuilder(limits: limits)
    }

    mutating func startParagraph() {
        startsParagraph = true
    }

    var content: StructuredText { builder.structuredText() }

    mutating func readValue(_ scanner: inout JSONScanner, path: String, depth: Int) throws(ExtractionError) {
        if depth > limits.depth {
            throw ExtractionError(.tooLarge, "the JSON is nested deeper than \(limits.depth) levels, the limit")
        }
        switch try scanner.peek() {
        case UInt8(ascii: "{"): try readObject(&scanner, path: path, depth: depth)
        case UInt8(ascii: "["): try readArray(&scanner, path: path, depth: depth)
        default: try write(scanner.readScalar(), path: path)
        }
    }

    private mutating func readObject(_ scanner: inout JSONScanner, path: String, depth: Int) throws(ExtractionError) {
        try scanner.expect(UInt8(ascii: "{"))
        if scanner.consume(UInt8(ascii: "}")) { return }
        repeat {
            let key = try scanner.readString()
            try scanner.expect(UInt8(ascii: ":"))
            try readValue(&scanner, path: path.isEmpty ? key : "\(path).\(key)", depth: depth + 1)
        } while scanner.consume(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "}"))
    }

    private mutating func readArray(_ scanner: inout JSONScanner, path: String, depth: Int) throws(ExtractionError) {
        try scanner.expect(UInt8(ascii: "["))
        if scanner.consume(UInt8(ascii: "]")) { return }
        var scalars: [String] = []
        var index = 0
        repeat {
            switch try scanner.peek() {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                startParagraph()
                let place = path.isEmpty ? "" : "\(path)[\(index)]"
                try readValue(&scanner, path: place, depth: depth + 1)
            default: scalars.append(try scanner.readScalar())
            }
            index += 1
        } while scanner.consume(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"))
        try write(scalars.filter { !$0.isEmpty }.joined(separator: ", "), path: path)
    }

    private mutating func write(_ value: String, path: String) throws(ExtractionError) {
        if value.isEmpty { return }
        let line = path.isEmpty ? value : "\(path): \(value)"
        if startsParagraph { try builder.appendParagraph(line) } else { try builder.appendLine(line) }
        startsParagraph = false
    }
}
