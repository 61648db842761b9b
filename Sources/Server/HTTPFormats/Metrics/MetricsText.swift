/// Metrics as Prometheus reads them: the text exposition format 0.0.4, which readers of OpenMetrics take as well.
package struct MetricsText {
    /// The media type of the text.
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// The text, in the order of the families; one without a value is left out.
    package let text: String

    /// - Precondition: No name is there twice, and no family has two values with the same labels.
    /// - Complexity: O(values).
    package init(_ families: [MetricFamily]) {
        var names: Set<String> = []
        var text = ""
        for family in families where !family.samples.isEmpty {
            precondition(names.insert(family.name).inserted, "the metric \(family.name) is there twice")
            text += "# HELP \(family.name) \(Self.escaped(family.help, quotes: false))\n"
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            var series: Set<[MetricFamily.Label]> = []
            for sample in family.samples {
                let key = sample.labels.sorted { $0.name < $1.name } + [MetricFamily.Label(sample.suffix, "")]
                precondition(series.insert(key).inserted, "\(family.name) has two values for \(sample.labels)")
                text +=
                    family.name + sample.suffix + Self.braced(sample.labels) + " " + Self.number(sample.value) + "\n"
            }
        }
        self.text = text
    }

    private static func braced(_ labels: [MetricFamily.Label]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    /// A line ends with a line feed, a label's value with a quotation mark.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A number as Go's `ParseFloat` reads it; whole ones without a point.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return String(value)
    }
}
