import CXML

/// What the HTML parser reports, in document order; starts and ends are balanced.
protocol HTMLHandler: AnyObject {
    func startElement(_ name: String, attributes: [String: String])
    func endElement(_ name: String)
    func characters(_ text: String)
    /// True once the rest of the document is not wanted.
    var isDone: Bool { get }
}

/// The error-tolerant HTML parser of libxml2, as a stream of events without a tree.
///
/// Without a tree, memory does not grow with the document and libxml2's limit of 256 nested elements, which real pages
/// of unclosed tags pass, does not apply.
enum HTMLSAXParser {
    /// Parses UTF-8 text and reports to `handler`; nothing is loaded from the network and no error is printed.
    static func parse(_ text: String, handler: any HTMLHandler) throws(ExtractionError) {
        guard let context = unsafe htmlNewParserCtxt() else {
            throw ExtractionError(.internalFailure, "no memory for the HTML parser")
        }
        defer { unsafe htmlFreeParserCtxt(context) }
        let state = ParserState(handler: handler)
        unsafe state.context = context
        unsafe install(on: context)
        // The state outlives the parse below, and the parser keeps no reference to it afterwards.
        unsafe context.pointee.userData = Unmanaged.passUnretained(state).toOpaque()
        let options =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
            | HTML_PARSE_NONET.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
        var text = text
        withExtendedLifetime(state) {
            text.withUTF8 { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                    let count = CInt(clamping: characters.count)
                    let document = unsafe htmlCtxtReadMemory(
                        context,
                        characters.baseAddress,
                        count,
                        nil,
                        "UTF-8",
                        CInt(bitPattern: options)
                    )
                    unsafe xmlFreeDoc(document)
                }
            }
        }
    }

    private static func install(on context: htmlParserCtxtPtr) {
        guard let sax = unsafe context.pointee.sax else { return }
        unsafe sax.pointee = xmlSAXHandler()
        unsafe sax.pointee.startElement = { data, name, attributes in
            guard let state = unsafe ParserState.from(data), let name = unsafe name else { return }
            state.handler.startElement(
                unsafe HTMLSAXParser.string(name),
                attributes: unsafe HTMLSAXParser.dictionary(attributes)
            )
            if state.handler.isDone { unsafe xmlStopParser(state.context) }
        }
        unsafe sax.pointee.endElement = { data, name in
            guard let state = unsafe ParserState.from(data), let name = unsafe name else { return }
            state.handler.endElement(unsafe HTMLSAXParser.string(name))
        }
        let characters: charactersSAXFunc = { data, start, count in
            guard let state = unsafe ParserState.from(data), let start = unsafe start else { return }
            let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(count))
            state.handler.characters(unsafe String(decoding: bytes, as: UTF8.self))
        }
        unsafe sax.pointee.characters = characters
        unsafe sax.pointee.ignorableWhitespace = characters
        unsafe sax.pointee.cdataBlock = characters
    }

    private static func string(_ pointer: UnsafePointer<xmlChar>) -> String {
        unsafe String(decodingCString: pointer, as: UTF8.self)
    }

    /// libxml2 gives names and values by turns, ended by a null; a value may be null too.
    private static func dictionary(_ list: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?) -> [String: String] {
        guard var item = unsafe list else { return [:] }
        var attributes: [String: String] = [:]
        while let name = unsafe item.pointee {
            let value = unsafe item[1]
            attributes[unsafe string(name).lowercased()] = unsafe value.map { unsafe string($0) } ?? ""
            unsafe item += 2
        }
        return attributes
    }
}

/// What the parser's callbacks get.
@safe private final class ParserState {
    let handler: any HTMLHandler
    var context: htmlParserCtxtPtr?

    init(handler: any HTMLHandler) {
        self.handler = handler
    }

    static func from(_ data: UnsafeMutableRawPointer?) -> ParserState? {
        guard let data = unsafe data else { return nil }
        return unsafe Unmanaged<ParserState>.fromOpaque(data).takeUnretainedValue()
    }
}
