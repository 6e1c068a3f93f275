import Foundation
import Gemini
import Testing

@testable import Answering
@testable import ChatActions
@testable import ChatDomain

struct PromptTests {
    private func message(_ role: Message.Role, _ text: String) -> Message {
        Message(
            id: .make(),
            conversationID: .make(),
            seq: 1,
            parentID: nil,
            role: role,
            text: text,
            status: role == .user ? .stored : .complete,
            createdAt: .now
        )
    }

    private func job(
        exchanges: Int = 0,
        instructions: String? = nil,
        _ set: (inout ConversationSettings) -> Void = { _ in }
    ) -> AnswerJob {
        var settings = ConversationSettings()
        set(&settings)
        return AnswerJob(
            userID: UserID(rawValue: 1),
            answerID: .make(),
            conversationID: .make(),
            model: "m",
            instructions: instructions,
            settings: settings,
            exchanges: (0..<exchanges).map { number in
                ContextWindow.Exchange(
                    question: message(.user, "question \(number)"),
                    answer: message(.model, "answer \(number)")
                )
            },
            question: message(.user, "now")
        )
    }

    /// The request as JSON with sorted names, which is what Gemini gets.
    private func json(_ job: AnswerJob) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(Prompt.request(for: job)), as: UTF8.self)
    }

    @Test func aFirstQuestionIsAllThatIsSent() throws {
        #expect(try json(job()) == #"{"contents":[{"parts":[{"text":"now"}],"role":"user"}]}"#)
    }

    @Test func theContextGoesOldestFirstAndTheQuestionLast() {
        let request = Prompt.request(for: job(exchanges: 2))
        #expect(request.contents.map(\.role) == ["user", "model", "user", "model", "user"])
        let texts = request.contents.map { $0.parts?.compactMap(\.text).joined() }
        #expect(texts == ["question 0", "answer 0", "question 1", "answer 1", "now"])
    }

    @Test func instructionsStandApart() throws {
        let request = Prompt.request(for: job(instructions: "Be brief."))
        #expect(request.systemInstruction == Content(role: nil, parts: [Part(text: "Be brief.")]))
        #expect(request.contents.count == 1)
        #expect(Prompt.request(for: job(instructions: "")).systemInstruction == nil)
    }

    @Test func onlyWhatTheUserSetIsSent() {
        #expect(Prompt.request(for: job()).generationConfig == nil)
        let cold = Prompt.request(for: job { $0.temperature = 0 }).generationConfig
        #expect(cold?.temperature == 0 && cold?.thinkingConfig == nil)
        let thinking = Prompt.request(for: job { $0.thinkingLevel = "low" }).generationConfig
        #expect(thinking?.thinkingConfig?.thinkingLevel == "LOW" && thinking?.temperature == nil)
        #expect(thinking?.thinkingConfig?.thinkingBudget == nil)
    }

    @Test func toolsAreOneObjectEachInAFixedOrder() {
        #expect(Prompt.request(for: job()).tools == nil)
        let all = job {
            $0.codeExecution = true
            $0.urlContext = true
            $0.googleSearch = true
        }
        #expect(Prompt.request(for: all).tools == [.googleSearch, .urlContext, .codeExecution])
        #expect(Prompt.request(for: job { $0.urlContext = true }).tools == [.urlContext])
    }
}
