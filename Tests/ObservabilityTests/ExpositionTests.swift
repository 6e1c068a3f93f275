import Testing

@testable import Observability

@Suite("Prometheus's text format")
struct ExpositionTests {
    @Test("A counter, with labels that must be escaped")
    func counter() {
        let family = CounterFamily("x_total", "What \\ is\ncounted", labels: ["a", "b"], known: [["1", "2"]])
        family("q\"u", "n\nl\\").add(3)
        #expect(
            Exposition([family]).text == #"""
                # HELP x_total What \\ is\ncounted
                # TYPE x_total counter
                x_total{a="1",b="2"} 0
                x_total{a="q\"u",b="n\nl\\"} 3

                """#
        )
    }

    @Test("A histogram: buckets hold all below them, and the count is the last bucket's")
    func histogram() {
        let family = HistogramFamily("d_seconds", "Time", seconds: [0.1, 1], labels: ["r"])
        for duration in [.milliseconds(100), .milliseconds(101), .seconds(1), .seconds(100), Duration.zero] {
            family("x").observe(duration)
        }
        #expect(
            Exposition([family]).text == """
                # HELP d_seconds Time
                # TYPE d_seconds histogram
                d_seconds_bucket{r="x",le="0.1"} 2
                d_seconds_bucket{r="x",le="1"} 4
                d_seconds_bucket{r="x",le="+Inf"} 5
                d_seconds_sum{r="x"} 101.201
                d_seconds_count{r="x"} 5

                """
        )
    }

    @Test("What cannot be looked up is left out")
    func reading() {
        let readings = [Reading("a_bytes", "A") { 1.5 }, Reading("b_bytes", "B") { nil }]
        #expect(
            Exposition(readings).text
                == "# HELP a_bytes A\n# TYPE a_bytes gauge\na_bytes 1.5\n# HELP b_bytes B\n# TYPE b_bytes gauge\n"
        )
    }

    @Test("A label that is let in without a bound fills no memory")
    func bound() {
        let family = CounterFamily("x_total", "X", labels: ["a"])
        for number in 0..<10_000 { family("\(number)").add() }
        let lines = Exposition([family]).text.split(separator: "\n")
        #expect(lines.count <= 2003)
        #expect(lines.contains("x_total{a=\"other\"} 8000"))
    }

    @Test("Many at once lose nothing")
    func concurrent() async {
        let family = HistogramFamily("n", "N", counts: [1, 10])
        let histogram = family()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for number in 0..<1000 { histogram.observe(number % 20) } } }
        }
        let text = Exposition([family]).text
        #expect(
            text.contains("n_bucket{le=\"1\"} 800\n") && text.contains("n_count 8000\n")
                && text.contains("n_sum 76000\n")
        )
    }

    @Test("Names and helps keep to Prometheus's conventions, and each is there once")
    func conventions() {
        let families = Metrics().families + Metrics.StoreMetrics().families + ProcessReadings.all
        #expect(Set(families.map(\.name)).count == families.count)
        for family in families {
            #expect(family.name.wholeMatch(of: /(pollux|process)_[a-z0-9_]*[a-z0-9]/) != nil, "\(family.name)")
            #expect(family.name.hasSuffix("_total") == (family.type == "counter"), "\(family.name)")
            #expect(!family.help.isEmpty && !family.help.hasSuffix("."), "\(family.name)")
            #expect(!family.labels.contains { $0.hasPrefix("__") || $0 == "le" })
        }
    }
}
