import Foundation
import Gemini
import Testing

/// What a model's record says and what its id hints at.
@Suite struct ModelTests {
    private func model(_ id: String, more: String = #""thinking":true"#) throws -> Model {
        try JSONDecoder().decode(Model.self, from: Data(#"{"name":"models/\#(id)",\#(more)}"#.utf8))
    }

    @Test(
        "12.7: thinking levels are known for known families only",
        arguments: [
            (["gemini-3-flash-preview", "gemini-3.5-flash", "gemini-3.5-flash-lite", "gemini-3.6-flash-001"], 4),
            (["gemini-3.1-flash-lite", "gemini-3.1-flash-lite-preview-09-2026"], 4),
            (
                ["gemini-3.1-pro-preview", "gemini-3.1-pro-preview-customtools", "gemini-3.8-flash", "gemini-4-argon"],
                3
            ),
            (["gemini-4-hydrogen"], 4),
            (["gemini-3-pro-image", "gemini-nano-banana-2.1", "nano-banana-pro-preview"], 2),
            (["gemini-2.5-pro", "gemini-2.5-flash", "gemini-2.5-flash-image", "gemini-flash-latest"], 0),
            (["gemini-5-xenon", "gemini-3.5-flash-live", "gemini-3.8-flash-", "gemma-4-31b-it", "x", ""], 0),
        ] as [([String], Int)]
    )
    func levels(ids: [String], count: Int) throws {
        for id in ids {
            #expect(try model(id).thinkingLevels.count == count, "\(id)")
            // The record has the last word.
            #expect(try model(id, more: #""thinking":false"#).thinkingLevels.isEmpty)
        }
    }

    @Test func levelsAreTheWordsOfTheAPI() throws {
        #expect(try model("gemini-4-hydrogen").thinkingLevels == ["LOW", "MEDIUM", "HIGH", "XHIGH"])
        #expect(try model("gemini-3-pro-image").thinkingLevels == ["MINIMAL", "HIGH"])
    }

    @Test("12.16: picture models are known by their ids")
    func pictures() throws {
        for id in ["gemini-2.5-flash-image", "gemini-3-pro-image-preview", "gemini-nano-banana-2.1"] {
            #expect(try model(id).makesPictures, "\(id)")
        }
        for id in ["gemini-3.8-flash", "imagen-4", "gemini-9-image", "gemini-3-pro-image-tuned"] {
            #expect(try !model(id).makesPictures, "\(id)")
        }
    }

    @Test("12.7: a model whose record shows no temperature takes no sampling")
    func sampling() throws {
        #expect(try model("a", more: #""temperature":0,"maxTemperature":2"#).takesSampling)
        #expect(try !model("a", more: #""topP":0.95"#).takesSampling)
    }
}
