import DocumentStore

extension FuzzTarget {
    /// Filters on metadata as the store makes SQL of them: steps with zero bytes between, each a byte that says what is asked,
    /// the name of a member, a byte 1 and a value.
    static let metadataFilter = FuzzTarget(
        name: "metadata-filter",
        maximumByteCount: 512,
        dictionary: [
            "'", "\"", "') OR 1=1 --", "$.page", "page\u{1}1", "tags\u{1}x", "?1", ":a", "%", "[]", "null", "\u{1}",
            "1e999",
        ],
        seeds: {
            [
                "apage\u{1}1\u{0}btags\u{1}x\u{0}cnote\u{1}it's", "dpage\u{1}2\u{0}epage\u{0}fdraft\u{0}gpage\u{1}1",
                "h'\u{1}' OR 1=1 --\u{0}a\"\u{1}\"",
            ]
            .map { Array($0.utf8) }
        },
        test: { input in
            let steps = input.split(separator: 0, maxSplits: 40).map { Array($0) }
            LexicalStore.shared.check(steps.reduce(MetadataFilter(must: [], mustNot: [], should: [])) { $0.adding($1) })
        }
    )
}

extension MetadataFilter {
    /// The filter with one more condition.
    fileprivate func adding(_ step: [UInt8]) -> MetadataFilter {
        let fields = step.dropFirst().split(separator: 1, maxSplits: 1, omittingEmptySubsequences: false).map {
            Array($0).text
        }
        let name = fields.first ?? ""
        let text = fields.last ?? ""
        let scalars = text.split(separator: ",", omittingEmptySubsequences: false).map { MetadataScalar(String($0)) }
        var filter = self
        switch (step.first ?? 0) % 9 {
        case 0: filter.must.append(.member(name, .isAny(of: scalars)))
        case 1: filter.should.append(.member(name, .isAny(of: scalars)))
        case 2: filter.mustNot.append(.member(name, .isNone(of: scalars)))
        case 3: filter.should.append(.member(name, .contains(text)))
        case 4:
            filter.must.append(
                .member(name, .isWithin(MetadataBound.Relation.allCases.map { .init($0, Double(finite: text) ?? 0) }))
            )
        case 5: filter.mustNot.append(.isEmpty(name))
        case 6: filter.should.append(.isNull(name))
        case 7: filter = MetadataFilter(must: [.filter(self)], mustNot: [], should: [])
        default: filter.mustNot.append(.member(name, .isNone(of: [])))
        }
        return filter
    }
}

extension MetadataScalar {
    fileprivate init(_ text: String) {
        if let integer = Int64(text) {
            self = .integer(integer)
        } else if let number = Double(finite: text) {
            self = .number(number)
        } else {
            self = text == "true" ? .boolean(true) : .string(text)
        }
    }
}

extension Double {
    /// As JSON has them.
    fileprivate init?(finite text: String) {
        guard let value = Double(text), value.isFinite else { return nil }
        self = value
    }
}
