import Foundation
import GRDB

extension SQLiteCollection {
    func termOccurrences(
        of query: LexicalQuery,
        in identifiers: [Int64]
    ) throws(StoreError) -> [Int64: [TermOccurrence]] {
        let range = ChunkIdentifier.range(ofCollection: id)
        let own = identifiers.filter(range.contains)
        let phrases = query.terms.enumerated().compactMap { place, term in
            LexicalRanking.phrase(term).map { (place: place, phrase: $0) }
        }
        guard !own.isEmpty, !phrases.isEmpty else { return [:] }
        let expression = phrases.map(\.phrase).joined(separator: " OR ")
        let places = phrases.map(\.place)
        return try store.read("read where terms stand") { database in
            // Row by row: over a range of rows the index would read all that hold a term.
            let statement = try database.cachedStatement(
                sql: "SELECT term_places(chunk_text) FROM chunk_text WHERE chunk_text MATCH ? AND rowid = ?"
            )
            var found: [Int64: [TermOccurrence]] = [:]
            for identifier in own {
                let bytes = try Data.fetchOne(statement, arguments: [expression, identifier])
                guard let bytes else { continue }
                found[identifier] = TermPlaces.decoded(bytes).compactMap { place in
                    guard places.indices.contains(place.term) else { return nil }
                    return TermOccurrence(term: places[place.term], position: place.position)
                }
            }
            return found
        }
    }
}
