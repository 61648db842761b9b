import Tokenization

/// Makes chunks of runs of pieces: adds the overlap and the headings, counts the tokens of what the encoder will read,
/// and looks up places.
struct ChunkAssembly {
    let chunker: Chunker
    let text: OffsetText
    let outline: Outline
    let pieces: [Piece]
    let places: PiecePlaces

    /// The chunks of consecutive runs.
    ///
    /// Sums of tokens over pieces are exact but where a word was cut, and then only in rare cases too low. A run that
    /// turns out to be too long does without its overlap, then is halved, and a single piece does without its headings.
    func chunks(of runs: [Range<Int>]) -> [Chunk] {
        var chunks: [Chunk] = []
        var previousStart = -1
        var pending = Array(runs.reversed())
        while let run = pending.popLast() {
            let start = overlapStart(of: run, after: previousStart)
            if let fitting = fittingChunk(start..<run.upperBound) {
                chunks.append(fitting)
                previousStart = start
            } else if let fitting = fittingChunk(run) {
                chunks.append(fitting)
                previousStart = run.lowerBound
            } else if run.count > 1 {
                let middle = run.lowerBound + run.count / 2
                pending += [middle..<run.upperBound, run.lowerBound..<middle]
            } else {
                chunks.append(chunk(run, headings: []))
                previousStart = run.lowerBound
            }
        }
        return chunks
    }

    private func fittingChunk(_ run: Range<Int>) -> Chunk? {
        let chunk = chunk(run, headings: headingsInFront(of: run.lowerBound))
        return chunk.tokenCount <= chunker.tokenLimit ? chunk : nil
    }

    private func chunk(_ run: Range<Int>, headings: [String]) -> Chunk {
        let (first, last) = (run.lowerBound, run.upperBound - 1)
        let utf8Range = pieces[first].utf8Range.lowerBound..<pieces[last].utf8Range.upperBound
        let content = String(text[utf8Range])
        let embeddingText = headings.isEmpty ? content : headings.joined(separator: " > ") + "\n" + content
        return Chunk(
            text: content,
            utf8Range: utf8Range,
            scalarRange: places.scalarRanges[first].lowerBound..<places.scalarRanges[last].upperBound,
            page: places.page(atUTF8Offset: utf8Range.lowerBound),
            pageBreaks: places.pageBreaks(inUTF8Range: utf8Range),
            headingPath: headingPath(of: run),
            tokenCount: chunker.tokenizer.tokenCount(embeddingText),
            embeddingText: embeddingText
        )
    }

    /// The titles over every section of the run.
    private func headingPath(of run: Range<Int>) -> [String] {
        let sections = outline.sections[pieces[run.lowerBound].section...pieces[run.upperBound - 1].section]
        guard let first = sections.first else { return [] }
        let hasSibling = sections.dropFirst().contains { $0.depth == first.depth }
        return (hasSibling ? first.outerPath : first.path[...]).map(\.text)
    }

    /// The innermost titles that are over a piece but not in the text from there on, as many as there is room for.
    private func headingsInFront(of piece: Int) -> [String] {
        let section = outline.sections[pieces[piece].section]
        var room = chunker.configuration.headingTokenCount
        var titles: [String] = []
        for title in (pieces[piece].boundary == .heading ? section.outerPath : section.path[...]).reversed() {
            room -= title.tokenCount + 1
            guard room >= 0 else { break }
            titles.append(title.text)
        }
        return titles.reversed()
    }

    /// Where a chunk begins that repeats the last sentences of the one before it, as many as the overlap allows.
    ///
    /// What the tokenizer drops (control characters) has no tokens, so their code units are limited as well.
    private func overlapStart(of run: Range<Int>, after previousStart: Int) -> Int {
        var room = chunker.configuration.overlapTokenCount
        var best = run.lowerBound
        var piece = run.lowerBound
        let lowestOffset = pieces[piece].utf8Range.lowerBound - Chunker.byteLimit(forTokenCount: room)
        while piece - 1 > previousStart, pieces[piece].boundary != .heading {
            piece -= 1
            room -= pieces[piece].tokenCount
            guard room >= 0, pieces[piece].utf8Range.lowerBound >= lowestOffset else { break }
            if pieces[piece].boundary >= .clause { best = piece }
        }
        return best
    }
}
