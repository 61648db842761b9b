import HTTPFormats
import Testing

@Suite("The text of metrics") struct MetricsTextTests {
    @Test("A family is its help, its type and a line a value, in order")
    func lines() {
        var requests = MetricFamily("http_requests_total", .counter, help: "Requests.")
        requests.add(3, [.init("method", "GET"), .init("status", "2xx")])
        requests.add(1, [.init("method", "POST"), .init("status", "2xx")])
        let temperature = MetricFamily("temperature_celsius", .gauge, help: "Outside.", value: -1.5)
        #expect(
            MetricsText([requests, temperature]).text == """
                # HELP http_requests_total Requests.
                # TYPE http_requests_total counter
                http_requests_total{method="GET",status="2xx"} 3
                http_requests_total{method="POST",status="2xx"} 1
                # HELP temperature_celsius Outside.
                # TYPE temperature_celsius gauge
                temperature_celsius -1.5

                """
        )
    }

    @Test("A histogram ends with the bucket without bound, which is its count")
    func histogram() {
        var family = MetricFamily("seconds", .histogram, help: "Times.")
        family.add(buckets: [(bound: 0.25, count: 1), (bound: 1, count: 4)], count: 5, sum: 12.5, [.init("a", "b")])
        #expect(
            MetricsText([family]).text == """
                # HELP seconds Times.
                # TYPE seconds histogram
                seconds_bucket{a="b",le="0.25"} 1
                seconds_bucket{a="b",le="1"} 4
                seconds_bucket{a="b",le="+Inf"} 5
                seconds_sum{a="b"} 12.5
                seconds_count{a="b"} 5

                """
        )
    }

    @Test("Nothing in a label or a help ends the line or the quotation")
    func escaping() {
        var family = MetricFamily("m", .gauge, help: "a \"b\"\\\nc")
        family.add(1, [.init("l", "x\"y\\z\nw é")])
        #expect(
            MetricsText([family]).text == """
                # HELP m a "b"\\\\\\nc
                # TYPE m gauge
                m{l="x\\"y\\\\z\\nw é"} 1

                """
        )
    }

    @Test("Numbers are as Prometheus reads them")
    func numbers() {
        let values: [Double] = [0, 1, 9_007_199_254_740_992, 0.1, .infinity, -.infinity, .nan, 1e300]
        var family = MetricFamily("m", .gauge, help: "h")
        for (index, value) in values.enumerated() { family.add(value, [.init("i", "\(index)")]) }
        let written = MetricsText([family]).text.split(separator: "\n").dropFirst(2).map {
            String($0.split(separator: " ").last ?? "")
        }
        #expect(written == ["0", "1", "9007199254740992", "0.1", "+Inf", "-Inf", "NaN", "1e+300"])
    }

    @Test("A family without values is left out")
    func empty() {
        #expect(MetricsText([MetricFamily("m", .gauge, help: "h")]).text.isEmpty)
    }

    @Test("Duplicates and names that are none are the caller's mistakes")
    func mistakes() async {
        await #expect(processExitsWith: .failure) {
            let family = MetricFamily("m", .gauge, help: "h", value: 1)
            _ = MetricsText([family, family])
        }
        await #expect(processExitsWith: .failure) {
            var family = MetricFamily("m", .gauge, help: "h")
            family.add(1, [.init("a", "1"), .init("b", "2")])
            family.add(2, [.init("b", "2"), .init("a", "1")])
            _ = MetricsText([family])
        }
        await #expect(processExitsWith: .failure) { _ = MetricFamily("1m", .gauge, help: "h") }
        await #expect(processExitsWith: .failure) {
            var family = MetricFamily("m", .gauge, help: "h")
            family.add(1, [.init("a-b", "1")])
        }
    }
}
