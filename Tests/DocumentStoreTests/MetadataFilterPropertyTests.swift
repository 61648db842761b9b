import DocumentStore
import Foundation
import TestSupport
import Testing

/// Random filters over random metadata, against what Qdrant documents, written down a second time.
@Suite struct MetadataFilterPropertyTests {
    private let fixture: TemporaryStore
    private let collection: any CollectionHandle

    init() throws {
        fixture = try TemporaryStore()
        collection = try fixture.collection()
    }

    @Test("Every way to a filtered chunk lets the same ones pass", arguments: 1...4 as ClosedRange<UInt64>)
    func agreement(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let metadata = (0..<150).map { _ in Metadata(random: &random) }
        let chunks = try metadata.map { metadata in
            var chunk = NewChunk("heron")
            chunk.metadata = try metadata.json
            return chunk
        }
        let change = try collection.replaceDocument(NewDocument("d", text: "heron"), chunks: chunks)
        var passingCounts: Set<Int> = []
        for _ in 0..<200 {
            let filter = MetadataFilter(random: &random, depth: 2)
            let expected = zip(change.insertedChunkIDs, metadata).filter { filter.accepts($1) }.map(\.0)
            let passing = try collection.chunkIDs(matching: filter)
            #expect(passing == expected, "\(filter)")
            let included = Set(passing)
            let query = LexicalQuery(terms: ["heron"])
            let found = try collection.lexicalSearch(matching: query, limit: 150, where: included.contains)
            #expect(found.matches.map(\.chunkID) == expected, "\(filter)")
            #expect(found.terms.map(\.matchingCount) == [150])
            passingCounts.insert(expected.count)
        }
        // The filters tell the chunks apart in many ways.
        #expect(passingCounts.count > 40 && passingCounts.contains(0) && passingCounts.contains(150))
    }
}

// MARK: Values

private enum Value {
    case null
    case scalar(MetadataScalar)
    case list([Value])
    case object

    static func scalar(random: inout SeededGenerator) -> MetadataScalar {
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            .string(["", "1", "a", "ab", "A", "é", "true", "null", "[1]", "🙂 x"].randomElement(using: &random) ?? "")
        case 1: .string(["red", "green", "dark red"].randomElement(using: &random) ?? "")
        case 2: .boolean(Bool.random(using: &random))
        case 3: .number([0.5, -1.25, 1, 2, 1e300, 0.1].randomElement(using: &random) ?? 0)
        case 4: .integer([.max, .min, 1 << 53, 1 << 53 + 1].randomElement(using: &random) ?? 0)
        default: .integer(Int64.random(in: -2...3, using: &random))
        }
    }

    init(random: inout SeededGenerator, depth: Int = 1) {
        self =
            switch Int.random(in: 0..<10, using: &random) {
            case 0: .null
            case 1 where depth > 0: .object
            case 2, 3, 4:
                depth > 0
                    ? .list(
                        (0..<Int.random(in: 0...3, using: &random)).map { _ in Value(random: &random, depth: depth - 1)
                        }
                    )
                    : .null
            default: .scalar(Self.scalar(random: &random))
            }
    }

    var json: Any {
        switch self {
        case .null: NSNull()
        case .scalar(.string(let text)): text
        case .scalar(.integer(let integer)): NSNumber(value: integer)
        case .scalar(.number(let number)): NSNumber(value: number)
        case .scalar(.boolean(let flag)): NSNumber(value: flag)
        case .list(let elements): elements.map(\.json)
        case .object: ["k": 1, "a": "red"]
        }
    }

    /// The value, or each element of a list.
    var elements: [Value] {
        if case .list(let elements) = self { elements } else { [self] }
    }

    var isEmpty: Bool {
        switch self {
        case .null: true
        case .list(let elements): elements.isEmpty
        case .scalar, .object: false
        }
    }

    var isNull: Bool {
        if case .null = self { true } else { false }
    }
}

private struct Metadata {
    static let names = ["a", "b", "c", "d.e", "f\"g"]

    var members: [String: Value] = [:]

    init(random: inout SeededGenerator) {
        for name in Self.names where Int.random(in: 0..<4, using: &random) > 0 {
            members[name] = Value(random: &random)
        }
    }

    var json: String {
        get throws {
            String(decoding: try JSONSerialization.data(withJSONObject: members.mapValues(\.json)), as: UTF8.self)
        }
    }
}

// MARK: Filters

extension MetadataFilter {
    fileprivate init(random: inout SeededGenerator, depth: Int) {
        func conditions(_ random: inout SeededGenerator) -> [MetadataCondition] {
            let count = max(0, Int.random(in: -2...2, using: &random))
            return (0..<count).map { _ in MetadataCondition(random: &random, depth: depth) }
        }
        self.init(must: conditions(&random), mustNot: conditions(&random), should: conditions(&random))
    }

    fileprivate func accepts(_ metadata: Metadata) -> Bool {
        must.allSatisfy { $0.holds(of: metadata) } && !mustNot.contains { $0.holds(of: metadata) }
            && (should.isEmpty || should.contains { $0.holds(of: metadata) })
    }
}

extension MetadataCondition {
    fileprivate init(random: inout SeededGenerator, depth: Int) {
        let name = (Metadata.names + ["missing"]).randomElement(using: &random) ?? ""
        self =
            switch Int.random(in: 0..<8, using: &random) {
            case 0: .isEmpty(name)
            case 1: .isNull(name)
            case 2 where depth > 0, 3 where depth > 0: .filter(MetadataFilter(random: &random, depth: depth - 1))
            default: .member(name, MetadataTest(random: &random))
            }
    }

    fileprivate func holds(of metadata: Metadata) -> Bool {
        switch self {
        case .member(let name, let test): metadata.members[name]?.elements.contains { test.passes($0) } ?? false
        case .isEmpty(let name): metadata.members[name]?.isEmpty ?? true
        case .isNull(let name): metadata.members[name]?.isNull ?? false
        case .filter(let filter): filter.accepts(metadata)
        }
    }
}

extension MetadataTest {
    fileprivate init(random: inout SeededGenerator) {
        func scalars(_ random: inout SeededGenerator) -> [MetadataScalar] {
            (0..<Int.random(in: 0...3, using: &random)).map { _ in Value.scalar(random: &random) }
        }
        self =
            switch Int.random(in: 0..<5, using: &random) {
            case 0: .isNone(of: scalars(&random))
            case 1: .contains(["", "a", "red", "R", "é", "%", "_", "1"].randomElement(using: &random) ?? "")
            case 2:
                .isWithin(
                    (0..<Int.random(in: 0...2, using: &random)).map { _ in
                        let relation = MetadataBound.Relation.allCases.randomElement(using: &random) ?? .atLeast
                        let value = [-1, 0, 0.1, 1, 1.5, 2, 9_007_199_254_740_992, 1e300].randomElement(using: &random)
                        return MetadataBound(relation, value ?? 0)
                    }
                )
            default: .isAny(of: scalars(&random))
            }
    }

    fileprivate func passes(_ value: Value) -> Bool {
        guard case .scalar(let scalar) = value else { return false }
        switch self {
        case .isAny(let scalars): return scalars.contains { scalar.isSame(as: $0) }
        case .isNone(let scalars): return !scalars.contains { scalar.isSame(as: $0) }
        case .contains(let text):
            guard case .string(let string) = scalar else { return false }
            return text.isEmpty || string.utf8.firstRange(of: text.utf8) != nil
        case .isWithin(let bounds):
            return bounds.allSatisfy { bound in
                guard let order = scalar.order(to: .number(bound.value)) else { return false }
                return switch bound.relation {
                case .greaterThan: order == .orderedDescending
                case .atLeast: order != .orderedAscending
                case .lessThan: order == .orderedAscending
                case .atMost: order != .orderedDescending
                }
            } && scalar.order(to: .integer(0)) != nil
        }
    }
}

extension MetadataScalar {
    /// Integers and fractions that are the same number are equal; nothing else of different types is.
    fileprivate func isSame(as other: MetadataScalar) -> Bool {
        order(to: other).map { $0 == .orderedSame } ?? (self == other)
    }

    /// Of numbers, exactly; nil when one is none.
    fileprivate func order(to other: MetadataScalar) -> ComparisonResult? {
        switch (self, other) {
        case (.integer(let first), .integer(let second)): Self.order(first, second)
        case (.number(let first), .number(let second)): Self.order(first, second)
        case (.integer(let first), .number(let second)): Self.order(first, to: second)
        case (.number(let first), .integer(let second)):
            switch Self.order(second, to: first) {
            case .orderedAscending: .orderedDescending
            case .orderedDescending: .orderedAscending
            case .orderedSame: .orderedSame
            }
        default: nil
        }
    }

    private static func order<T: Comparable>(_ first: T, _ second: T) -> ComparisonResult {
        first == second ? .orderedSame : first < second ? .orderedAscending : .orderedDescending
    }

    private static func order(_ integer: Int64, to number: Double) -> ComparisonResult {
        guard number < 0x1p63 else { return .orderedAscending }
        guard number >= -0x1p63 else { return .orderedDescending }
        let whole = Int64(number.rounded(.down))
        guard integer == whole else { return order(integer, whole) }
        return Double(whole) < number ? .orderedAscending : .orderedSame
    }
}
