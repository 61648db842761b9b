/// Turns the events of an HTML document into blocks of text.
final class HTMLTextCollector: HTMLHandler {
    /// Real pages stay under 300; the parser's work per end tag grows with the depth.
    private static let deepestNesting = 1000

    /// One open cell of a table, or the document itself at the bottom of the stack.
    private struct Frame {
        var blocks: [TextBlock] = []
        var row: TableRow?
    }

    private let limits: ExtractionLimits
    private var openElements: [String] = []
    /// How many elements are open when the outermost hidden one is entered; nil outside hidden parts.
    private var hiddenDepth: Int?
    private var frames = [Frame()]
    private var inline = InlineText()
    private var lists: [HTMLList] = []
    /// The marker of a list item whose first text has not come yet.
    private var pendingMarker: String?
    private var headingLevel: Int?
    private var preformattedDepth = 0
    private var byteCount = 0
    private var isTooDeep = false
    private(set) var title: String?

    init(limits: ExtractionLimits) {
        self.limits = limits
    }

    var isDone: Bool { isTooDeep || byteCount > limits.textByteCount }

    /// All blocks of the document.
    func finish() throws(ExtractionError) -> [TextBlock] {
        if isTooDeep {
            throw ExtractionError(.tooLarge, "the HTML nests elements deeper than \(Self.deepestNesting), the limit")
        }
        if byteCount > limits.textByteCount { throw .textTooLong(limits) }
        while let last = openElements.last { endElement(last) }
        endBlock()
        while frames.count > 1 { closeCell() }
        closeRow()
        return frames[0].blocks
    }

    func characters(_ text: String) {
        guard hiddenDepth == nil else { return }
        if openElements.last == "title" {
            title = (title ?? "") + text
        } else if !isInsideHead {
            byteCount += text.utf8.count
            inline.append(text, isPreformatted: preformattedDepth > 0)
        }
    }

    func startElement(_ name: String, attributes: [String: String]) {
        let name = name.lowercased()
        openElements.append(name)
        isTooDeep = isTooDeep || openElements.count > Self.deepestNesting
        if hiddenDepth != nil { return }
        if HTMLElement.isHidden(name, attributes: attributes) {
            hiddenDepth = openElements.count
            return
        }
        if HTMLElement.blocks.contains(name) { endBlock() }
        switch name {
        case "br": lineBreak()
        case "pre", "listing", "xmp", "textarea": preformattedDepth += 1
        case "ul", "ol", "menu", "dir": lists.append(HTMLList(isOrdered: name == "ol", start: attributes["start"]))
        case "li": pendingMarker = nextMarker()
        case "tr":
            closeRow()
            frames[frames.count - 1].row = TableRow()
        case "td", "th": openCell()
        default: headingLevel = HTMLElement.headingLevel(name) ?? headingLevel
        }
    }

    func endElement(_ name: String) {
        let name = name.lowercased()
        guard let index = openElements.lastIndex(of: name) else { return }
        if index < openElements.count - 1 { endElement(openElements[openElements.count - 1]) }
        guard openElements.last == name else { return endElement(name) }
        let depth = openElements.count
        openElements.removeLast()
        if let hiddenDepth {
            if hiddenDepth == depth { self.hiddenDepth = nil }
            return
        }
        if HTMLElement.blocks.contains(name) { endBlock() }
        switch name {
        case "pre", "listing", "xmp", "textarea": preformattedDepth = max(0, preformattedDepth - 1)
        case "ul", "ol", "menu", "dir": _ = lists.popLast()
        case "li": pendingMarker = nil
        case "td", "th": closeCell()
        case "tr", "table": closeRow()
        default: if HTMLElement.headingLevel(name) != nil { headingLevel = nil }
        }
    }

    private var isInsideHead: Bool { openElements.count >= 2 && openElements[1] == "head" }

    /// Two line breaks in a row separate paragraphs, as old pages without `p` elements use them.
    private func lineBreak() {
        if inline.endsWithLineBreak, preformattedDepth == 0 { endBlock() } else { inline.breakLine() }
    }

    private func endBlock() {
        let text = inline.take()
        if text.isEmpty { return }
        if let level = headingLevel {
            add(TextBlock(kind: .heading(level: level), text: text))
        } else if let marker = pendingMarker {
            add(TextBlock(kind: .line, text: marker + text))
        } else {
            add(TextBlock(kind: .paragraph, text: text))
        }
        pendingMarker = nil
    }

    private func add(_ block: TextBlock) {
        frames[frames.count - 1].blocks.append(block)
    }

    private func nextMarker() -> String {
        guard !lists.isEmpty else { return "- " }
        let indentation = String(repeating: "  ", count: min(lists.count - 1, 8))
        return indentation + lists[lists.count - 1].nextMarker()
    }

    private func openCell() {
        if frames[frames.count - 1].row == nil { frames[frames.count - 1].row = TableRow() }
        frames.append(Frame())
    }

    private func closeCell() {
        guard frames.count > 1 else { return }
        closeRow()
        let cell = frames.removeLast()
        frames[frames.count - 1].row?.append(cell.blocks)
    }

    private func closeRow() {
        guard let row = frames[frames.count - 1].row else { return }
        frames[frames.count - 1].row = nil
        frames[frames.count - 1].blocks.append(contentsOf: row.blocks)
    }
}

/// A list whose items are being read.
private struct HTMLList {
    private let isOrdered: Bool
    private var number: Int

    init(isOrdered: Bool, start: String?) {
        self.isOrdered = isOrdered
        number = start.flatMap(Int.init) ?? 1
    }

    mutating func nextMarker() -> String {
        defer { number &+= 1 }
        return isOrdered ? "\(number). " : "- "
    }
}

/// Running text of one block, with white space collapsed as a browser does.
private struct InlineText {
    private var text = ""

    var endsWithLineBreak: Bool { text.last == "\n" }

    mutating func append(_ addition: String, isPreformatted: Bool) {
        if isPreformatted {
            text += addition
            return
        }
        for scalar in addition.unicodeScalars {
            // Only ASCII white space collapses (HTML section 2.4.1); a no-break space stays.
            if scalar == " " || "\t"..."\r" ~= scalar {
                if let last = text.unicodeScalars.last, last != " ", last != "\n" { text += " " }
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }

    mutating func breakLine() {
        if text.last == " " { text.removeLast() }
        text += "\n"
    }

    mutating func take() -> String {
        defer { text = "" }
        return text.trimmingLineEnds()
    }
}
