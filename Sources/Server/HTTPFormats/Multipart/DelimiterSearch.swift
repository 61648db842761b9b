/// Finds the line that ends a part: CR LF, two hyphens and the boundary.
///
/// CR is the first byte of the delimiter and none other. So when a match fails, none can have begun within what was
/// matched, and the search goes on at the byte that did not fit: Knuth, Morris & Pratt (1977, doi:10.1137/0206024) with
/// a failure function that is zero everywhere. Each byte is looked at twice at most, whatever was sent.
struct DelimiterSearch {
    /// What one piece gave.
    struct Step {
        /// Bytes from the ends of earlier pieces that looked like a delimiter and were none.
        var withheld: ArraySlice<UInt8>
        /// Bytes of this piece before the delimiter, or before what may become one.
        var data: ArraySlice<UInt8>
        /// What comes after the delimiter; nil when it was not found.
        var rest: ArraySlice<UInt8>?
    }

    private let delimiter: [UInt8]
    private var matchedCount = 0
    /// How many of the matched bytes belong to the line before and are no data.
    private var borrowedCount = 0

    init(_ boundary: MultipartBoundary) {
        delimiter = Array("\r\n--".utf8) + boundary.bytes
        beginLine()
    }

    /// Starts after a line break, which may be the one that a delimiter begins with.
    mutating func beginLine() {
        matchedCount = 2
        borrowedCount = 2
    }

    /// Searches the next piece.
    ///
    /// - Complexity: O(bytes).
    mutating func advance(over piece: ArraySlice<UInt8>) -> Step {
        var withheld: ArraySlice<UInt8> = []
        var index = piece.startIndex
        var matched = matchedCount
        while index < piece.endIndex {
            if matched == 0 {
                guard let start = piece[index...].firstIndex(of: .carriageReturn) else { break }
                index = start + 1
                matched = 1
            } else if piece[index] == delimiter[matched] {
                index += 1
                matched += 1
                guard matched == delimiter.count else { continue }
                let data = piece[..<max(piece.startIndex, index - matched)]
                matchedCount = 0
                borrowedCount = 0
                return Step(withheld: withheld, data: data, rest: piece[index...])
            } else {
                if index - matched < piece.startIndex {
                    withheld = delimiter[borrowedCount..<max(borrowedCount, matchedCount)]
                    borrowedCount = 0
                }
                matched = 0
            }
        }
        let data = piece[..<max(piece.startIndex, piece.endIndex - matched)]
        matchedCount = matched
        return Step(withheld: withheld, data: data, rest: nil)
    }
}
