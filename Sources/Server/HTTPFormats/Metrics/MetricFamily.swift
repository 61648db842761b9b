/// All values of one metric, as Prometheus reads them (text exposition format 0.0.4).
package struct MetricFamily: Sendable {
    package enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    /// One line.
    package struct Sample: Sendable {
        /// What is put behind the family's name: `_bucket`, `_sum` and `_count` of histograms.
        package var suffix: String
        package var labels: [Label]
        package var value: Double
    }

    package struct Label: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var name: String
    package var help: String
    package var kind: Kind
    package private(set) var samples: [Sample] = []

    /// - Parameters:
    ///   - name: With its unit; that of a counter ends in `_total`.
    ///   - help: One sentence for people.
    /// - Precondition: The name is one of a metric: letters, digits, `_` and `:`, no digit first.
    package init(_ name: String, _ kind: Kind, help: String) {
        precondition(Self.isName(name), "\"\(name)\" is no name of a metric")
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// A family of one value without labels.
    package init(_ name: String, _ kind: Kind, help: String, value: Double) {
        self.init(name, kind, help: help)
        add(value)
    }

    /// Adds a value.
    ///
    /// - Precondition: No value with the same labels was added before; the labels' names are letters, digits and `_`, no
    ///   digit first, and none is there twice.
    package mutating func add(_ value: Double, _ labels: [Label] = []) {
        append(Sample(suffix: "", labels: labels, value: value))
    }

    /// Adds a histogram.
    ///
    /// - Parameters:
    ///   - buckets: The bounds, ascending, with how many observations were at most each; the bucket without bound is made of
    ///     `count`.
    ///   - sum: Of all observations.
    /// - Precondition: As ``add(_:_:)``; the family is one of histograms, and no label is named `le`.
    package mutating func add(
        buckets: [(bound: Double, count: Int)],
        count: Int,
        sum: Double,
        _ labels: [Label] = []
    ) {
        precondition(kind == .histogram, "\(name) is a \(kind.rawValue), it has no buckets")
        for bucket in buckets + [(bound: .infinity, count: count)] {
            let bound = Label("le", MetricsText.number(bucket.bound))
            append(Sample(suffix: "_bucket", labels: labels + [bound], value: Double(bucket.count)))
        }
        append(Sample(suffix: "_sum", labels: labels, value: sum))
        append(Sample(suffix: "_count", labels: labels, value: Double(count)))
    }

    private mutating func append(_ sample: Sample) {
        let names = sample.labels.map(\.name)
        precondition(names.allSatisfy { Self.isName($0) && !$0.contains(":") }, "labels \(names) of \(name)")
        precondition(Set(names).count == names.count, "a label of \(name) is there twice: \(names)")
        samples.append(sample)
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "_:".contains(Character(scalar)))
        }
    }
}
