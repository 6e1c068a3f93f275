import Foundation
import GeminiStandIn
import Testing

/// Signatures are given out on parts and known again.
@Suite(.timeLimit(.minutes(3)))
struct SignatureTests {
    /// A history of one exchange with these parts of the model, and a question.
    private func body(_ parts: [[String: Any]], thoughts: Bool = false) throws -> String {
        var body: [String: Any] = [
            "contents": [turn("user", "hi"), ["role": "model", "parts": parts], turn("user", "and?")]
        ]
        if thoughts { body["generationConfig"] = ["thinkingConfig": ["includeThoughts": true]] }
        return String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
    }

    private func turn(_ role: String, _ text: String) -> [String: Any] { ["role": role, "parts": [["text": text]]] }

    /// The parts of a streamed answer, one after another.
    private func parts(_ outcome: Outcome) -> [[String: Any]] {
        outcome.events.flatMap { $0.value("candidates.0.content.parts") as? [[String: Any]] ?? [] }
    }

    @Test(arguments: [false, true])
    func whatCameComesBackAndIsCounted(thoughts: Bool) async throws {
        try await withStandIn { _, client in
            let asked = thoughts ? #","generationConfig":{"thinkingConfig":{"includeThoughts":true}}"# : ""
            let question = #"{"contents":[{"role":"user","parts":[{"text":"hi"}]}]\#(asked)}"#
            let given = parts(await client.call("stand-in-signatures", question))
            let signed = given.count { $0["thoughtSignature"] != nil }
            #expect(signed == (thoughts ? 4 : 3))
            #expect(given.contains { $0["text"] as? String == "" && $0["thoughtSignature"] != nil })
            #expect(given.contains { $0["thought"] as? Bool == true && $0["thoughtSignature"] != nil } == thoughts)
            let next = await client.call("stand-in-signatures", try body(given, thoughts: thoughts))
            #expect(next.events.answer.hasPrefix("Signatures that came back: \(signed) of \(signed). "))
        }
    }

    @Test func aSignatureOnAnotherPartIsRefused() async throws {
        try await withStandIn { _, client in
            let given = parts(await client.call("stand-in-signatures"))
            let merged = given.compactMap { $0["text"] as? String }.joined()
            let last = try #require(given.last?["thoughtSignature"])
            var swapped = given
            swapped[1]["thoughtSignature"] = last
            for wrong in [[["text": merged, "thoughtSignature": last]], swapped] {
                let refused = await client.call("stand-in-signatures", try body(wrong))
                #expect(refused.status == 400)
                #expect(refused.json.string("error.message") == "Corrupted thought signature.")
            }
            let foreign = await client.call("stand-in-signatures-strict", try body(given))
            #expect(foreign.json.string("error.message") == "Corrupted thought signature.", "another model's")
        }
    }

    @Test func aMissingSignatureIsCountedAndTheStrictOneRefusesIt() async throws {
        try await withStandIn { _, client in
            for name in ["stand-in-signatures", "stand-in-signatures-strict"] {
                var given = parts(await client.call(name))
                let all = await client.call(name, try body(given))
                #expect(all.events.answer.hasPrefix("Signatures that came back: 3 of 3. "))
                given[1]["thoughtSignature"] = nil
                let next = await client.call(name, try body(given))
                if name.hasSuffix("strict") {
                    #expect(next.json.string("error.message")?.contains("missing a thought_signature") == true)
                } else {
                    #expect(next.events.answer.hasPrefix("Signatures that came back: 2 of 3. "))
                }
            }
        }
    }

    @Test func picturesAreSignedToo() async throws {
        try await withStandIn { _, client in
            var given = parts(await client.call("stand-in-picture-strict"))
            #expect(given.count { $0["inlineData"] != nil && $0["thoughtSignature"] != nil } == 3)
            #expect(await client.call("stand-in-picture-strict", try body(given)).status == 200)
            let picture = try #require(given.firstIndex { $0["inlineData"] != nil })
            given[picture]["thoughtSignature"] = nil
            #expect(await client.call("stand-in-picture-strict", try body(given)).status == 400)
            given[picture]["thoughtSignature"] = "AAAA"
            let wrong = await client.call("stand-in-picture", try body(given))
            #expect(wrong.json.string("error.message") == "Corrupted thought signature.")
        }
    }
}
