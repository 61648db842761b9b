/// Which chunks may be found, by their metadata: the filters of Qdrant (https://qdrant.tech/documentation/concepts/filtering)
/// over the members of a flat JSON object.
package struct MetadataFilter: Hashable, Sendable {
    /// Conditions that must all hold.
    package var must: [MetadataCondition]
    /// Conditions of which none may hold.
    package var mustNot: [MetadataCondition]
    /// Conditions of which at least one must hold, if there are any.
    package var should: [MetadataCondition]

    package init(
        must: [MetadataCondition] = [],
        mustNot: [MetadataCondition] = [],
        should: [MetadataCondition] = []
    ) {
        self.must = must
        self.mustNot = mustNot
        self.should = should
    }

    /// The member that is the number of the chunk's tokens, whatever its metadata say.
    package static let tokenCountName = "token_count"

    /// Whether every chunk may be found.
    package var isEmpty: Bool { must.isEmpty && mustNot.isEmpty && should.isEmpty }
}

/// What is asked of the metadata of one chunk.
package indirect enum MetadataCondition: Hashable, Sendable {
    /// The member is there and passes the test. Of a list it is enough that one element passes.
    case member(String, MetadataTest)
    /// The member is missing, null, or an empty list.
    case isEmpty(String)
    /// The member is there and null.
    case isNull(String)
    case filter(MetadataFilter)
}

/// What is asked of one value.
package enum MetadataTest: Hashable, Sendable {
    /// The value is one of these.
    case isAny(of: [MetadataScalar])
    /// The value is a string, a number or a Boolean, and none of these.
    case isNone(of: [MetadataScalar])
    /// The value is a string that has this one in it, letter for letter.
    case contains(String)
    /// The value is a number within all of these bounds.
    case isWithin([MetadataBound])
}

/// A value that metadata are compared with. Integers and fractions that are the same number are equal.
package enum MetadataScalar: Hashable, Sendable {
    case string(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
}

/// One side of a range.
package struct MetadataBound: Hashable, Sendable {
    package enum Relation: String, Hashable, Sendable, CaseIterable {
        case greaterThan = "gt"
        case atLeast = "gte"
        case lessThan = "lt"
        case atMost = "lte"
    }

    package var relation: Relation
    package var value: Double

    package init(_ relation: Relation, _ value: Double) {
        self.relation = relation
        self.value = value
    }
}
