import Chunking
import Foundation

/// Page breaks as the column `page_breaks` holds them.
enum PageBreaks {
    static func encode(_ breaks: [PageBreak]) throws -> String? {
        guard !breaks.isEmpty else { return nil }
        let pairs = breaks.map { [$0.scalarOffset, $0.page] }
        return String(decoding: try JSONEncoder().encode(pairs), as: UTF8.self)
    }

    static func decode(_ text: String?) throws -> [PageBreak] {
        guard let text else { return [] }
        let pairs = try? JSONDecoder().decode([[Int]].self, from: Data(text.utf8))
        guard let pairs, pairs.allSatisfy({ $0.count == 2 }) else {
            throw StoreError.corrupt("a chunk's page breaks are no list of pairs of numbers")
        }
        return pairs.map { PageBreak(scalarOffset: $0[0], page: $0[1]) }
    }
}
