import CXML

/// Reads XML element by element, on libxml2's reader.
///
/// External entities and DTDs are never loaded, entities are not expanded, the network is off, and libxml2's own limits
/// of depth (256) and text size stay on. Names carry a fixed prefix for the namespaces of WordprocessingML, whatever
/// prefix the document uses, so that "w:p" is a paragraph in both the transitional and the strict form.
@safe final class XMLPullReader {
    private enum Event {
        case start(String)
        case end
        case text(String)
        case finished
    }

    private let reader: xmlTextReaderPtr
    private let buffer: UnsafeMutableBufferPointer<CChar>
    private var prefixes: [UnsafePointer<xmlChar>: String] = unsafe [:]
    /// How many elements are open.
    private var depth = 0
    private var isInsideEmptyElement = false
    private let partName: String

    /// - Parameter partName: What error messages call the XML.
    init(_ bytes: [UInt8], partName: String) throws(ExtractionError) {
        self.partName = partName
        // libxml2 reads from this copy, which lives as long as the reader.
        let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: max(bytes.count, 1))
        _ = unsafe copy.initialize(from: bytes.lazy.map { CChar(bitPattern: $0) })
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        guard
            let reader = unsafe xmlReaderForMemory(
                copy.baseAddress,
                CInt(clamping: bytes.count),
                nil,
                nil,
                CInt(bitPattern: options)
            )
        else {
            unsafe copy.deallocate()
            throw ExtractionError(.internalFailure, "no memory for the XML reader")
        }
        unsafe self.reader = reader
        unsafe buffer = copy
    }

    deinit {
        unsafe xmlFreeTextReader(reader)
        unsafe buffer.deallocate()
    }

    /// Calls `body` with the root element's name.
    func readRoot(_ body: (String) throws(ExtractionError) -> Void) throws(ExtractionError) {
        try forEachChild(body)
    }

    /// Calls `element` for each child of the open element and `text` for each piece of its own text.
    ///
    /// What `element` leaves unread of a child is skipped, so that a body only reads what it wants.
    func forEachChild(
        text: (String) -> Void = { _ in },
        _ element: (String) throws(ExtractionError) -> Void
    ) throws(ExtractionError) {
        let parentDepth = depth
        while true {
            switch try next() {
            case .finished: return
            case .end:
                if depth < parentDepth { return }
            case .text(let content):
                if depth == parentDepth { text(content) }
            case .start(let name):
                try element(name)
                while depth > parentDepth {
                    if case .finished = try next() { return }
                }
            }
        }
    }

    /// All text directly inside the open element.
    func text() throws(ExtractionError) -> String {
        var content = ""
        try forEachChild(text: { content += $0 }, { _ throws(ExtractionError) in })
        return content
    }

    /// The value of an attribute of the element just entered, by local name in any namespace.
    func attribute(_ localName: String) -> String? {
        var value: String?
        var status = unsafe xmlTextReaderMoveToFirstAttribute(reader)
        while status == 1, value == nil {
            if let name = unsafe xmlTextReaderConstLocalName(reader), unsafe string(name) == localName {
                value = unsafe xmlTextReaderConstValue(reader).map { unsafe string($0) } ?? ""
            }
            status = unsafe xmlTextReaderMoveToNextAttribute(reader)
        }
        _ = unsafe xmlTextReaderMoveToElement(reader)
        return value
    }

    private func next() throws(ExtractionError) -> Event {
        if isInsideEmptyElement {
            isInsideEmptyElement = false
            depth -= 1
            return .end
        }
        while true {
            let status = unsafe xmlTextReaderRead(reader)
            if status == 0 { return .finished }
            guard status == 1 else {
                throw ExtractionError(.damaged, "the document's part \(partName) is not well-formed XML")
            }
            if let event = unsafe event(xmlReaderTypes(CUnsignedInt(xmlTextReaderNodeType(reader)))) { return event }
        }
    }

    private func event(_ type: xmlReaderTypes) -> Event? {
        switch type {
        case XML_READER_TYPE_ELEMENT:
            depth += 1
            isInsideEmptyElement = unsafe xmlTextReaderIsEmptyElement(reader) == 1
            return .start(elementName())
        case XML_READER_TYPE_END_ELEMENT:
            depth -= 1
            return .end
        case XML_READER_TYPE_TEXT, XML_READER_TYPE_CDATA, XML_READER_TYPE_WHITESPACE,
            XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            return unsafe xmlTextReaderConstValue(reader).map { .text(unsafe string($0)) }
        default: return nil
        }
    }

    private func elementName() -> String {
        guard let local = unsafe xmlTextReaderConstLocalName(reader) else { return "" }
        let name = unsafe string(local)
        guard let uri = unsafe xmlTextReaderConstNamespaceUri(reader) else { return name }
        // The reader keeps each namespace name once, so its address identifies it.
        if let prefix = unsafe prefixes[uri] { return prefix + name }
        let prefix = Self.prefix(ofNamespace: unsafe string(uri))
        unsafe prefixes[uri] = prefix
        return prefix + name
    }

    private static func prefix(ofNamespace uri: String) -> String {
        switch uri {
        case "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main":
            "w:"
        case "http://schemas.openxmlformats.org/officeDocument/2006/math",
            "http://purl.oclc.org/ooxml/officeDocument/math":
            "m:"
        case "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:"
        case "http://schemas.openxmlformats.org/package/2006/relationships", "http://purl.org/dc/elements/1.1/": ""
        default: "other:"
        }
    }

    private func string(_ pointer: UnsafePointer<xmlChar>) -> String {
        unsafe String(decodingCString: pointer, as: UTF8.self)
    }
}
