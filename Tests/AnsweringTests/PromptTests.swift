import Foundation
import Gemini
import Testing

@testable import Answering
@testable import ChatActions
@testable import ChatDomain

/// What goes to Gemini.
struct PromptTests {
    static func message(_ role: Message.Role, _ text: String, model: String? = nil) -> Message {
        var message = Message(
            id: .make(),
            conversationID: .make(),
            seq: 1,
            parentID: nil,
            role: role,
            text: text,
            status: role == .user ? .stored : .complete,
            createdAt: .now
        )
        message.model = model
        return message
    }

    static func job(
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
                    answer: message(.model, "answer \(number)", model: "m")
                )
            },
            question: message(.user, "now")
        )
    }

    private func job(
        exchanges: Int = 0,
        instructions: String? = nil,
        _ set: (inout ConversationSettings) -> Void = { _ in }
    ) -> AnswerJob {
        Self.job(exchanges: exchanges, instructions: instructions, set)
    }

    private func request(
        _ job: AnswerJob,
        _ model: Model? = nil,
        without: Set<GeminiError.Blame> = [],
        files: [AttachmentID: Part] = [:]
    ) -> GenerateContentRequest {
        Prompt(job: job, model: model, without: without, files: files).request
    }

    private func model(_ id: String, _ more: String = "") throws -> Model {
        try JSONDecoder().decode(Model.self, from: Data(#"{"name":"models/\#(id)"\#(more)}"#.utf8))
    }

    /// The request as JSON with sorted names, which is what Gemini gets.
    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test("What is quoted stands before the question's text, in the context, too, and with files behind them")
    func quotes() throws {
        var job = job(exchanges: 1)
        let (quoted, gone) = (MessageID.make(), MessageID.make())
        job.exchanges[0].question.quoteID = quoted
        job.question.quoteID = gone
        job.quotes = [quoted: "> a\n> b"]
        #expect(
            request(job).contents.map { ($0.parts ?? []).map(\.text) } == [
                ["> a\n> b\n\nquestion 0"], ["answer 0"], ["now"],
            ]
        )
        job.question.quoteID = quoted
        job.question.text = ""
        let file = Attachment(id: .make(), name: "f", mediaType: "text/plain", bytes: 1, sha256: Data())
        job.question.attachments = [file]
        let parts = request(job, files: [file.id: Part(text: "file")]).contents.last?.parts
        #expect(parts?.map(\.text) == ["file", "> a\n> b"])
    }

    @Test("12.7: a first question is all that is sent")
    func aFirstQuestion() throws {
        #expect(try json(request(job())) == #"{"contents":[{"parts":[{"text":"now"}],"role":"user"}]}"#)
    }

    @Test("12.5: the context goes oldest first as user and model, the question last")
    func theContext() throws {
        let request = request(job(exchanges: 2))
        #expect(request.contents.map(\.role) == ["user", "model", "user", "model", "user"])
        let texts = request.contents.map { $0.parts?.compactMap(\.text).joined() }
        #expect(texts == ["question 0", "answer 0", "question 1", "answer 1", "now"])
    }

    @Test("12.5: instructions stand apart and without a role")
    func instructions() throws {
        let request = request(job(instructions: "Be brief."))
        #expect(request.systemInstruction == Content(role: nil, parts: [Part(text: "Be brief.")]))
        #expect(request.contents.count == 1)
        #expect(self.request(job(instructions: "")).systemInstruction == nil)
    }

    // MARK: Fields

    @Test("12.7: temperature goes only where the model's record shows it and the user set it")
    func temperature() throws {
        let warm = job { $0.temperature = 1.5 }
        let takes = try model("m", #","temperature":1,"maxTemperature":1.2"#)
        #expect(request(warm, takes).generationConfig == GenerationConfig(temperature: 1.2))
        #expect(request(job { $0.temperature = 0 }, takes).generationConfig?.temperature == 0)
        #expect(request(job(), takes).generationConfig == nil)
        #expect(request(warm, try model("m")).generationConfig == nil)
        #expect(request(warm, nil).generationConfig == nil)
        #expect(request(warm, takes, without: [.sampling]).generationConfig == nil)
    }

    @Test("12.7: thinking fields go only to models that think, a level only where it is known")
    func thinking() throws {
        let low = job { $0.thinkingLevel = "low" }
        let thinker = try model("gemini-3.8-flash", #","thinking":true"#)
        let both = ThinkingConfig(includeThoughts: true, thinkingLevel: "LOW")
        #expect(request(low, thinker).generationConfig == GenerationConfig(thinkingConfig: both))
        let summaries = GenerationConfig(thinkingConfig: ThinkingConfig(includeThoughts: true))
        #expect(request(job(), thinker).generationConfig == summaries)
        #expect(request(job { $0.thinkingLevel = "minimal" }, thinker).generationConfig == summaries)
        #expect(request(low, try model("gemini-2.5-pro", #","thinking":true"#)).generationConfig == summaries)
        #expect(request(low, try model("gemini-3.8-flash")).generationConfig == nil)
        #expect(request(low, nil).generationConfig == nil)
        #expect(request(low, thinker, without: [.thinking]).generationConfig == nil)
    }

    @Test func anAnswerIsNoLongerThanItMayBe() throws {
        var job = job()
        job.maxOutputTokens = 5000
        #expect(request(job).generationConfig == GenerationConfig(maxOutputTokens: 5000))
        #expect(request(job, try model("m", #","outputTokenLimit":4096"#)).generationConfig?.maxOutputTokens == 4096)
    }

    @Test("12.16: picture models are asked for text and pictures, and get no tools")
    func pictureModels() throws {
        let drawing = request(job { $0.googleSearch = true }, try model("gemini-3-pro-image"))
        #expect(drawing.generationConfig == GenerationConfig(responseModalities: ["TEXT", "IMAGE"]))
        #expect(drawing.tools == nil)
    }

    @Test func toolsAreOneObjectEachInAFixedOrder() {
        #expect(request(job()).tools == nil)
        let all = job {
            $0.codeExecution = true
            $0.urlContext = true
            $0.googleSearch = true
        }
        #expect(request(all).tools == [.googleSearch, .urlContext, .codeExecution])
        #expect(request(job { $0.urlContext = true }).tools == [.urlContext])
    }

    // MARK: Earlier answers

    /// The turn of an answer that the asked model, or another, gave.
    private func turn(
        _ answer: Message,
        asked model: String = "m",
        without: Set<GeminiError.Blame> = [],
        files: [AttachmentID: Part] = [:]
    ) -> GenerateContentRequest {
        var job = job()
        job.model = model
        job.exchanges = [ContextWindow.Exchange(question: Self.message(.user, "q"), answer: answer)]
        return request(job, without: without, files: files)
    }

    private func answer(_ text: String, thoughts: String? = nil, _ parts: [AnswerPart]) -> Message {
        var answer = Self.message(.model, text, model: "m")
        answer.parts = parts
        answer.thoughts = thoughts
        return answer
    }

    @Test("12.13: stored parts go back verbatim to the same model, each with its own signature")
    func verbatim() throws {
        let answer = answer(
            "Grüße!CODE?",
            thoughts: "hm so",
            [
                AnswerPart(length: 3, isThought: true), AnswerPart(length: 2, isThought: true, signature: "t/+="),
                AnswerPart(length: 7), AnswerPart(length: 1, signature: "s1"),
                AnswerPart(length: 4, signature: "s2", json: #"{"executableCode":{"code":"1","id":"e"}}"#),
                AnswerPart(length: 1, json: #"{"partMetadata":{"a":1}}"#),
                AnswerPart(length: 0, json: #"{"toolCall":{"toolType":"URL_CONTEXT"}}"#),
                AnswerPart(length: 0, signature: "s3"),
            ]
        )
        let parts = #"""
            [{"text":"so","thought":true,"thoughtSignature":"t/+="},{"text":"Grüße"},{"text":"!","thoughtSignature":"s1"},{"executableCode":{"code":"1","id":"e"},"thoughtSignature":"s2"},{"partMetadata":{"a":1},"text":"?"},{"toolCall":{"toolType":"URL_CONTEXT"}},{"text":"","thoughtSignature":"s3"}]
            """#
        #expect(try json(turn(answer).contents[1].parts) == parts)
    }

    @Test("12.13: signatures are dropped when the model changes, and when Gemini refuses them")
    func otherModels() throws {
        let answer = answer("So!", thoughts: "hm", [AnswerPart(length: 2), AnswerPart(length: 1, signature: "s")])
        for request in [turn(answer, asked: "other"), turn(answer, without: [.thoughtSignature])] {
            #expect(try json(request.contents[1].parts) == #"[{"text":"So!"}]"#)
        }
    }

    @Test("12.13: parts that are not of this text are not sent")
    func foreignParts() throws {
        for parts in [
            [AnswerPart(length: 1, signature: "s")], [AnswerPart(length: 9, signature: "s")],
            [AnswerPart(length: -1, signature: "s")], [AnswerPart(length: 2), AnswerPart(length: 1, signature: "s")],
            [AnswerPart(length: 3, json: "{")], [AnswerPart(length: 3), AnswerPart(length: 0, attachmentID: .make())],
        ] {
            #expect(try json(turn(answer("xé", parts)).contents[1].parts) == #"[{"text":"xé"}]"#, "\(parts)")
        }
    }

    @Test("12.16: pictures go back in their places to their model, and as the user's to another")
    func pictures() throws {
        let id = AttachmentID.make()
        var answer = answer(
            "ab",
            [AnswerPart(length: 1), AnswerPart(length: 0, signature: "p", attachmentID: id), AnswerPart(length: 1)]
        )
        answer.attachments = [attachment(id, "image/png", 100)]
        let blob = Blob(mimeType: "image/png", data: "AAAA")
        let own = turn(answer, files: [id: Part(inlineData: blob)])
        #expect(
            own.contents[1].parts == [
                Part(text: "a"), Part(thoughtSignature: "p", inlineData: blob), Part(text: "b"),
            ]
        )
        let file = FileData(mimeType: "image/png", fileUri: "https://x/files/1")
        #expect(turn(answer, files: [id: Part(fileData: file)]).contents[1].parts?[1].fileData == file)
        let other = turn(answer, asked: "other", files: [id: Part(inlineData: blob)])
        #expect(other.contents[1].parts == [Part(text: "ab")])
        #expect(other.contents[2].parts == [Part(inlineData: blob), Part(text: "now")])
    }

    @Test("12.6: no part and no turn is empty")
    func nothingIsEmpty() throws {
        let id = AttachmentID.make()
        var wordless = answer("", [AnswerPart(length: 0, signature: "p", attachmentID: id)])
        wordless.attachments = [attachment(id, "image/png", 100)]
        let blob = Part(inlineData: Blob(mimeType: "image/png", data: "AAAA"))
        for request in [
            turn(wordless, files: [id: blob]), turn(wordless, asked: "other", files: [id: blob]), turn(wordless),
        ] {
            try checkTurns(request)
        }
        var job = job()
        job.question = Self.message(.user, "")
        try checkTurns(request(job))
        job.question.attachments = [attachment(id, "image/png", 100)]
        #expect(request(job, files: [id: blob]).contents.last?.parts == [blob])
    }

    private func checkTurns(_ request: GenerateContentRequest) throws {
        #expect(request.contents.first?.role == "user" && request.contents.last?.role == "user")
        for content in request.contents {
            #expect(content.parts?.isEmpty == false)
            for part in content.parts ?? [] {
                #expect(part != Part() && part != Part(text: ""))
            }
        }
    }

    // MARK: Files

    private func attachment(_ id: AttachmentID, _ type: String, _ bytes: Int64) -> ChatDomain.Attachment {
        ChatDomain.Attachment(id: id, name: "a", mediaType: type, bytes: bytes, sha256: Data(count: 32))
    }

    @Test("12.17: files stand before the words that they belong to, each in its own question")
    func files() {
        let ids = [AttachmentID.make(), .make(), .make()]
        var job = job(exchanges: 1)
        job.exchanges[0].question.attachments = [attachment(ids[0], "image/png", 1)]
        job.question.attachments = [attachment(ids[1], "application/pdf", 1), attachment(ids[2], "text/csv", 1)]
        let parts = ids.enumerated().map { Part(text: "file \($0.offset)") }
        let request = request(job, files: Dictionary(uniqueKeysWithValues: zip(ids, parts)))
        #expect(request.contents[0].parts == [parts[0], Part(text: "question 0")])
        #expect(request.contents[2].parts == [parts[1], parts[2], Part(text: "now")])
    }
}
