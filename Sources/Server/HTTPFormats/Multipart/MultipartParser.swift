/// Reads a body of the type `multipart/form-data` piece by piece (RFC 7578; RFC 2046, section 5.1).
///
/// What comes before the first boundary and after the last is skipped, and so are blanks after a boundary. Lines end in CR
/// LF, as the standard has it; LF alone is refused, since a line of a file could then end it elsewhere than where its
/// sender means it to, and since who sends LF alone cannot say whether a file's own line ends were changed too.
package struct MultipartParser: Sendable {
    /// What a form may have at most.
    package struct Limits: Sendable {
        package var partCount = 128
        /// In one part.
        package var headerFieldCount = 32
        /// In one part, line ends included.
        package var headerByteCount = 8 << 10
        /// In all parts together that are no files.
        package var fieldByteCount = 64 << 10

        package init() {}
    }

    private enum State {
        case preamble
        case delimiterEnd(DelimiterEnd)
        case headers
        case body(isFile: Bool)
        case epilogue
        case failed(MultipartError)
    }

    /// What was read of the line that a boundary stands on.
    private enum DelimiterEnd {
        case boundary
        case hyphen
        case blanks
        case carriageReturn
    }

    private let limits: Limits
    private var state = State.preamble
    private var search: DelimiterSearch
    private var header = HeaderBlock()
    /// Of the next byte.
    private var offset = 0
    private var partCount = 0
    private var fieldByteCount = 0
    /// Of the part's first byte after its header fields.
    private var bodyOffset = 0

    package init(boundary: MultipartBoundary, limits: Limits = Limits()) {
        self.limits = limits
        search = DelimiterSearch(boundary)
    }

    /// Reads the next piece of the body, of any size.
    ///
    /// - Throws: Once it has thrown, it throws the same for every later piece.
    /// - Complexity: O(bytes); the events' bytes are the piece's own.
    package mutating func receive(_ piece: ArraySlice<UInt8>) throws(MultipartError) -> [MultipartEvent] {
        var events: [MultipartEvent] = []
        var rest = piece
        do throws(MultipartError) {
            while !rest.isEmpty {
                try step(&rest, &events)
            }
        } catch {
            state = .failed(error)
            throw error
        }
        return events
    }

    /// Says that there are no more pieces.
    ///
    /// - Throws: ``MultipartError/truncated(expected:offset:)`` when the last boundary was not among them; what
    ///   ``receive(_:)`` threw.
    package func finish() throws(MultipartError) {
        let expected =
            switch state {
            case .epilogue: nil as String?
            case .failed(let error): throw error
            case .preamble: "a line with the boundary"
            case .delimiterEnd: "the end of the line with the boundary"
            case .headers: "an empty line after the part's header fields"
            case .body: "a line with the boundary after the part"
            }
        if let expected {
            throw .truncated(expected: expected, offset: offset)
        }
    }

    private mutating func step(
        _ rest: inout ArraySlice<UInt8>,
        _ events: inout [MultipartEvent]
    ) throws(MultipartError) {
        switch state {
        case .preamble: skipPreamble(&rest)
        case .delimiterEnd(let end): try readDelimiterEnd(after: end, &rest, &events)
        case .headers: try readHeaders(&rest, &events)
        case .body(let isFile): try readBody(isFile: isFile, &rest, &events)
        case .epilogue:
            offset += rest.count
            rest = []
        case .failed(let error): throw error
        }
    }

    private mutating func skipPreamble(_ rest: inout ArraySlice<UInt8>) {
        let found = search.advance(over: rest).rest
        offset += rest.count - (found?.count ?? 0)
        rest = found ?? []
        if found != nil {
            state = .delimiterEnd(.boundary)
        }
    }

    /// Two hyphens make the boundary the last; else nothing but blanks may follow on its line.
    private mutating func readDelimiterEnd(
        after end: DelimiterEnd,
        _ rest: inout ArraySlice<UInt8>,
        _ events: inout [MultipartEvent]
    ) throws(MultipartError) {
        guard let byte = rest.first else { return }
        switch (end, byte) {
        case (.boundary, UInt8(ascii: "-")): state = .delimiterEnd(.hyphen)
        case (.hyphen, UInt8(ascii: "-")):
            state = .epilogue
            events.append(.formEnds)
        case (.boundary, _) where byte.isBlank, (.blanks, _) where byte.isBlank: state = .delimiterEnd(.blanks)
        case (.boundary, .carriageReturn), (.blanks, .carriageReturn): state = .delimiterEnd(.carriageReturn)
        case (.carriageReturn, .lineFeed): try beginPart()
        default:
            throw .malformed(
                expected: end == .hyphen ? "a second hyphen after the last boundary" : "CR LF after a boundary",
                found: MultipartError.name(of: byte),
                offset: offset
            )
        }
        offset += 1
        rest = rest.dropFirst()
    }

    private mutating func beginPart() throws(MultipartError) {
        guard partCount < limits.partCount else { throw .tooManyParts(limit: limits.partCount, offset: offset) }
        partCount += 1
        header = HeaderBlock(offset: offset + 1)
        state = .headers
    }

    private mutating func readHeaders(
        _ rest: inout ArraySlice<UInt8>,
        _ events: inout [MultipartEvent]
    ) throws(MultipartError) {
        let (count, isComplete) = try header.append(from: rest, limit: limits.headerByteCount)
        offset += count
        rest = rest.dropFirst(count)
        guard isComplete else { return }
        let part = try MultipartPart(header, fieldLimit: limits.headerFieldCount)
        events.append(.partBegins(part))
        search.beginLine()
        bodyOffset = offset
        state = .body(isFile: part.fileName != nil)
    }

    private mutating func readBody(
        isFile: Bool,
        _ rest: inout ArraySlice<UInt8>,
        _ events: inout [MultipartEvent]
    ) throws(MultipartError) {
        let step = search.advance(over: rest)
        if !isFile {
            fieldByteCount += step.withheld.count + step.data.count
            guard fieldByteCount <= limits.fieldByteCount else {
                throw .fieldsTooLarge(limit: limits.fieldByteCount, offset: bodyOffset)
            }
        }
        for bytes in [step.withheld, step.data] where !bytes.isEmpty {
            events.append(.bytes(bytes))
        }
        offset += rest.count - (step.rest?.count ?? 0)
        rest = step.rest ?? []
        if step.rest != nil {
            events.append(.partEnds)
            state = .delimiterEnd(.boundary)
        }
    }
}
