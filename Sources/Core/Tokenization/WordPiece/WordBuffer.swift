/// A normalised word under construction, with the place in the text that each of its scalars came from.
///
/// Where marks change places, the places in the text stay in order, as in the reference, so that ranges always ascend.
///
/// Of a word that is too long for the model only the range is kept, so that its size and time stay bounded.
struct WordBuffer {
    private struct Element {
        var scalar: Unicode.Scalar
        /// The canonical combining class; marks move only before marks of higher class.
        var combiningClass: UInt8
    }

    private let maximumLength: Int
    private var elements: [Element] = []
    /// Places in the text, one for each element.
    private var sources: [Range<Int>] = []
    /// Marks may move back to here: behind the last scalar of class 0 that left nothing.
    private var movableStart = 0
    /// The range of the word in the text once it is too long.
    private var overlongSource: Range<Int>?
    /// The word's UTF-8 and, for each byte, the element it belongs to, once it is cut.
    private var bytes: [UInt8] = []
    private var elementIndices: [Int] = []

    /// - Parameter maximumLength: In scalars.
    init(maximumLength: Int) {
        self.maximumLength = maximumLength
    }

    var isEmpty: Bool { elements.isEmpty }

    /// The range of the whole word in the text.
    var source: Range<Int> {
        overlongSource ?? source(from: 0, through: elements.count - 1)
    }

    /// The range in the text of some of the word's bytes, which begin and end with whole scalars.
    func source(of range: Range<Int>) -> Range<Int> {
        source(from: elementIndices[range.lowerBound], through: elementIndices[range.upperBound - 1])
    }

    private func source(from first: Int, through last: Int) -> Range<Int> {
        sources[first].lowerBound..<sources[last].upperBound
    }

    mutating func removeAll() {
        elements.removeAll(keepingCapacity: true)
        sources.removeAll(keepingCapacity: true)
        overlongSource = nil
        movableStart = 0
    }

    mutating func append(_ scalar: UInt32, from source: Range<Int>) {
        insert(scalar, combiningClass: 0, from: source, at: elements.count)
    }

    /// Keeps later marks from moving before what is there.
    mutating func stopMarks() {
        movableStart = elements.count
    }

    /// Appends a mark and moves it before the marks of higher class that it follows (The Unicode Standard, section 3.11,
    /// canonical ordering algorithm).
    mutating func append(mark: UInt32, combiningClass: UInt8, from source: Range<Int>) {
        var index = elements.count
        while index > movableStart, elements[index - 1].combiningClass > combiningClass { index -= 1 }
        insert(mark, combiningClass: combiningClass, from: source, at: index)
    }

    private mutating func insert(_ scalar: UInt32, combiningClass: UInt8, from source: Range<Int>, at index: Int) {
        guard elements.count < maximumLength else {
            overlongSource = self.source.lowerBound..<source.upperBound
            return
        }
        let element = Element(scalar: Unicode.Scalar(scalar) ?? "\u{FFFD}", combiningClass: combiningClass)
        if index == elements.count {
            elements.append(element)
        } else {
            elements.insert(element, at: index)
        }
        sources.append(source)
    }

    /// Cuts the word into tokens, whose ends count in the bytes that `source(of:)` takes.
    ///
    /// - Returns: Whether the vocabulary makes up the whole word.
    mutating func cut(with model: WordPieceModel, into pieces: inout [WordPieceModel.Piece]) -> Bool {
        guard overlongSource == nil else { return false }
        encode()
        return model.cut(bytes.span, bytes.indices, into: &pieces)
    }

    private mutating func encode() {
        bytes.removeAll(keepingCapacity: true)
        elementIndices.removeAll(keepingCapacity: true)
        for (index, element) in elements.enumerated() {
            for byte in element.scalar.utf8 {
                bytes.append(byte)
                elementIndices.append(index)
            }
        }
    }
}
