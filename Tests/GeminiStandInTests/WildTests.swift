@testable import GeminiStandIn
import Foundation
import Testing

/// All scenarios together: each has a name, a purpose and a place in the docs, and each does on the wire what its group does.
@Suite(.timeLimit(.minutes(5)))
struct WildTests {
    /// Those that do not end by themselves.
    private static let endless = Set(
        Scenario.silences.map(\.id).filter { $0.contains("stall") }
            + ["stand-in-stall", "stand-in-silent", "stand-in-hold", "stand-in-endless", "stand-in-endless-line"]
    )
    /// Refusals that are none without the field that they blame.
    private static let conditional = Set(Scenario.blamedFields.map(\.id)).subtracting(["stand-in-400-thinking-always"])

    @Test func thereAreManyWaysToMisbehave() {
        let good = Scenario.ordinary + Scenario.signatures + Scenario.grounded + Scenario.pictures
        #expect(Scenario.all.count - good.count > 150)
        #expect(Set(Scenario.all.map(\.id)).count == Scenario.all.count)
        for scenario in Scenario.all {
            #expect(scenario.purpose.hasSuffix("."), "\(scenario.id)")
            #expect(scenario.id.wholeMatch(of: /stand-in(-[a-z0-9]+)+/) != nil)
        }
    }

    @Test func thePaperListsThemAll() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let paper = try String(contentsOf: root.appending(path: "docs/stand-in.md"), encoding: .utf8)
        for scenario in Scenario.all { #expect(paper.contains("`\(scenario.id)`"), "\(scenario.id)") }
    }

    @Test(arguments: APIClient.methods)
    func eachDoesOnTheWireWhatItsGroupDoes(method: String) async throws {
        try await withStandIn { _, client in
            for scenario in Scenario.all where !Self.endless.contains(scenario.id) {
                let outcome = await client.call(scenario.id, method: method)
                let expected = Self.status(of: scenario.id)
                let isWhole = method == "generateContent"
                if scenario.id.hasPrefix("stand-in-drop") || scenario.id == "stand-in-reset-head" {
                    #expect(outcome.status == nil, "\(scenario.id)")
                } else if let expected {
                    #expect(outcome.status == expected, "\(scenario.id)")
                    #expect(outcome.isComplete, "\(scenario.id)")
                } else if isWhole {
                    #expect(outcome.status == 200 || outcome.status == 500, "\(scenario.id)")
                } else {
                    #expect(outcome.status == 200, "\(scenario.id) \(outcome.text.prefix(200))")
                    let breaks = scenario.id.hasPrefix("stand-in-abort") || scenario.id.hasPrefix("stand-in-reset")
                    #expect(outcome.isComplete != breaks, "\(scenario.id)")
                }
            }
        }
    }

    /// The status that an id names, if it does.
    private static func status(of id: String) -> Int? {
        guard !conditional.contains(id), id != "stand-in-large-error" else {
            return id == "stand-in-large-error" ? 500 : nil
        }
        return id.split(separator: "-").dropFirst(2).first.flatMap { $0.count == 3 ? Int($0) : nil }
    }

    @Test func whatSaysThatItIsEndlessIs() async throws {
        try await withStandIn { _, client in
            let outcome = await client.call("stand-in-endless") { $0.body.count > 200_000 }
            #expect(!outcome.isComplete && outcome.body.count > 200_000)
            let line = await client.call("stand-in-endless-line") { $0.body.count > 3 << 20 }
            #expect(!line.text.contains("\n") && line.body.count > 3 << 20)
        }
    }
}
