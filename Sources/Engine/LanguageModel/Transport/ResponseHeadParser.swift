/// Puts a response's head together from its lines, as libcurl hands them on.
///
/// Informational responses (1xx) are passed over, and trailers behind the body, too.
struct ResponseHeadParser {
    /// The headers have more bytes than allowed, or there is no status.
    struct Invalid: Error {}

    private let byteLimit: Int
    private var byteCount = 0
    private var status = 0
    private var headers = HeaderList()
    private var isComplete = false

    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// - Parameter line: With its line end.
    /// - Returns: The head, with its last line.
    mutating func receive(_ line: String) throws(Invalid) -> ResponseHead? {
        byteCount += line.utf8.count
        guard byteCount <= byteLimit else { throw Invalid() }
        guard !isComplete else { return nil }
        let line = line.prefix { !$0.isNewline }
        if line.isEmpty {
            return try complete()
        } else if line.hasPrefix("HTTP/") {
            headers = HeaderList()
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...]
            let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
            let end = value.lastIndex { !isSpace($0) }.map { value.index(after: $0) } ?? value.startIndex
            headers.append(String(line[..<colon]), String(value[..<end].drop(while: isSpace)))
        }
        return nil
    }

    private mutating func complete() throws(Invalid) -> ResponseHead? {
        guard (100...999).contains(status) else { throw Invalid() }
        guard status >= 200 else { return nil }
        isComplete = true
        return ResponseHead(status: status, headers: headers)
    }
}
