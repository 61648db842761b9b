extension CitationChecker {
    /// Judges the sentence, resolves its markers and begins the next one.
    mutating func endSentence(judge: Judge) async throws -> String {
        let claim = sentence.trimmingWhiteSpace
        let pieces = held
        (sentence, sentenceLength, held, holdsMarker) = ("", 0, [], false)
        guard !claim.isEmpty else {
            return pieces.reduce(into: "") { shown, piece in
                if case .text(let text) = piece {
                    shown += output.append(text)
                }
            }
        }
        let verdict = try await judge(claim)
        let supporters = verdict.support.filter { 1...max(1, passageCount) ~= $0.number && passageCount > 0 }
        let markers = resolved(pieces, supporters: supporters)
        let shown = show(pieces, markers: markers, supporters: supporters)
        sentences.append(CheckedSentence(text: claim, citations: shown.citations, verdict: verdict))
        return shown.text
    }

    /// For each marker among the pieces, in order, the passages that it may name.
    private func resolved(_ pieces: [Piece], supporters: [PassageSupport]) -> [[PassageSupport]] {
        var markers = pieces.compactMap { piece -> [PassageSupport]? in
            guard case .marker(let marker) = piece else { return nil }
            return marker.numbers.compactMap { number in supporters.first { $0.number == number } }
        }
        if !markers.isEmpty, markers.allSatisfy(\.isEmpty), let best = supporters.first {
            markers[0] = [best]
        }
        return markers
    }

    private mutating func show(
        _ pieces: [Piece],
        markers: [[PassageSupport]],
        supporters: [PassageSupport]
    ) -> (text: String, citations: [PassageSupport]) {
        var text = ""
        var citations: [PassageSupport] = []
        var remaining = markers[...]
        var gap = ""
        var hasDropped = false
        for piece in pieces {
            switch piece {
            case .text(let piece):
                let startsLine = hasDropped && (output.text.last?.isWhitespace ?? true)
                let piece = startsLine ? String(piece.drop { $0 == " " }) : piece
                hasDropped = false
                text += output.append(gap)
                let body = piece.trimmingTrailingWhiteSpace
                text += output.append(body)
                gap = String(piece.dropFirst(body.count))
            case .marker:
                let supports = remaining.popFirst() ?? []
                guard !supports.isEmpty else {
                    // The space before a marker that goes, goes with it; a line break stays.
                    gap = gap.contains(where: \.isNewline) ? gap : ""
                    hasDropped = true
                    continue
                }
                text += output.append(gap) + show(supports)
                citations += supports.filter { new in !citations.contains { $0.number == new.number } }
                gap = ""
            }
        }
        if markers.isEmpty, let best = supporters.first {
            text += output.append(" ") + show([best])
            citations = [best]
        }
        return (text + output.append(gap), citations)
    }
}

extension String {
    fileprivate var trimmingWhiteSpace: String {
        String(trimmingTrailingWhiteSpace.drop(while: \.isWhitespace))
    }

    /// The text without white space at its end.
    fileprivate var trimmingTrailingWhiteSpace: String {
        var end = endIndex
        while end > startIndex, self[index(before: end)].isWhitespace {
            end = index(before: end)
        }
        return String(self[..<end])
    }
}
