import Foundation
import PolluxTesting
import Testing

@Suite("The papers about metrics", .timeLimit(.minutes(30)))
struct MetricsPapersTests {
    private func read(_ path: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Every metric that a text names and that no server has.
    private static func unknown(in text: String, _ scrape: Scrape) -> [String] {
        var names = Set(scrape.types.keys)
        for (name, type) in scrape.types where type == "histogram" {
            names.formUnion(["_bucket", "_sum", "_count"].map { name + $0 })
        }
        let named = Set(text.matches(of: /\b(?:pollux|process)_[a-z0-9_]+\b/).map { String($0.0) })
        return named.subtracting(names).sorted()
    }

    @Test("The dashboard, the alerts and the guide name no metric that does not exist, and the guide has all of them")
    func names() async throws {
        try await withTestServer(["pollux.metrics.port": "0"]) { server in
            let scrape = try Scrape(await server.metrics())
            let dashboard = try read("deploy/grafana-pollux.json")
            _ = try JSON(dashboard)
            #expect(dashboard.components(separatedBy: "\"expr\": ").count > 30)
            #expect(Self.unknown(in: dashboard, scrape) == [])
            #expect(try Self.unknown(in: read("deploy/prometheus-alerts.yml"), scrape) == [])
            let guide = try read("docs/observability.md")
            #expect(Self.unknown(in: guide, scrape) == [])
            var missing: [String] = []
            for (name, type) in scrape.types.sorted(by: { $0.key < $1.key }) {
                let help = scrape.helps[name] ?? ""
                let row = guide.split(separator: "\n").first { $0.hasPrefix("| `\(name)` | \(type) | ") }
                if row?.hasSuffix(" | \(help) |") != true { missing.append("| `\(name)` | \(type) | – | \(help) |") }
            }
            #expect(missing.isEmpty, "\(missing.joined(separator: "\n"))")
            // The control.
            #expect(Self.unknown(in: "rate(pollux_answers[5m])", scrape) == ["pollux_answers"])
        }
    }

    @Test(
        "The dashboard's panel of how long a server is up finds its version beside it",
        .enabled(if: Promtool.path != nil, Promtool.comment)
    )
    func upPanel() async throws {
        let promtool = try #require(Promtool.path)
        let panels = try JSON(read("deploy/grafana-pollux.json")).panels.elements
        let expressions = panels.flatMap { $0.targets.elements.map { $0.expr.asString } }
        let expression = try #require(expressions.first { $0.contains("pollux_build_info") })
        try await withTemporaryFolder { folder in
            let test = """
                evaluation_interval: 1m
                tests:
                  - interval: 1m
                    input_series:
                      - {series: 'process_start_time_seconds{job="pollux", instance="a"}', values: '60x10'}
                      - {series: 'pollux_build_info{job="pollux", instance="a", version="1.2.3"}', values: '1x10'}
                    promql_expr_test:
                      - expr: '\(expression.replacing("$instance", with: ".*"))'
                        eval_time: 3m
                        exp_samples: [{labels: '{job="pollux", instance="a", version="1.2.3"}', value: 120}]
                """
            try Data(test.utf8).write(to: URL(filePath: folder + "/test.yml"))
            let outcome = try await TestProgram.outcome(["test", "rules", "test.yml"], program: promtool, in: folder)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test("Prometheus's own checker takes the alerts", .enabled(if: Promtool.path != nil, Promtool.comment))
    func promtool() async throws {
        let promtool = try #require(Promtool.path)
        try await withTemporaryFolder { folder in
            let rules = try read("deploy/prometheus-alerts.yml")
            try Data(rules.utf8).write(to: URL(filePath: folder + "/good.yml"))
            try Data(rules.replacing("== 0", with: "== ==").utf8).write(to: URL(filePath: folder + "/bad.yml"))
            for (file, isGood) in [("good.yml", true), ("bad.yml", false)] {
                let outcome = try await TestProgram.outcome(["check", "rules", file], program: promtool, in: folder)
                #expect((outcome.status == 0) == isGood, "\(outcome.output)\(outcome.errors)")
            }
        }
    }
}
