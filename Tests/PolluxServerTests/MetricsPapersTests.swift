import Foundation
import PolluxTesting
import Testing

@Suite("The papers about metrics", .timeLimit(.minutes(5)))
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

    @Test("Prometheus's own checker takes the alerts, where it is installed")
    func promtool() async throws {
        let promtool = "/usr/bin/promtool"
        guard FileManager.default.fileExists(atPath: promtool) else { return }
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
