extension Scenario {
    /// Those that answer as a client would wish.
    static let ordinary: [Scenario] = [
        Scenario(id: "stand-in-echo", purpose: "Answers with what it was asked, as JSON.") { call in
            call.reply(Answer(text: call.echo))
        },
        Scenario(id: "stand-in-hold", purpose: "Sends a first piece and waits until it is released.") { call in
            call.reply(call.ordinaryAnswer, holdAfter: 1)
        },
        Scenario(id: "stand-in-think", purpose: "Thinks before it answers.", thinks: true) { call in
            call.reply(call.ordinaryAnswer)
        },
        Scenario(id: "stand-in-long", purpose: "Answers with about 20 kB of Markdown.") { call in
            call.reply(Answer(text: LongText.text))
        },
    ]
}

extension Call {
    func reply(_ answer: Answer, holdAfter: Int? = nil) -> Reply {
        reply(answer.chunks(for: self).map(json), holdAfter: holdAfter)
    }

    private static let filler = "And so on, for as long as it takes."

    /// The answer to the question, as the question's markers want it.
    var ordinaryAnswer: Answer {
        let conversation = Conversation(request, question: markers.text)
        var text = markers.echoes ? Self.fenced(echo) : conversation.answer
        if !markers.canaries.isEmpty {
            text = markers.canaries.map { "Canary: " + $0 }.joined(separator: "\n") + "\n\n" + text
        }
        if let pieces = markers.pieces {
            // A piece has at least one code point, so a short answer is drawn out.
            while text.unicodeScalars.count < pieces { text += "\n\n" + Self.filler }
        }
        var answer = Answer(text: text, thoughts: model.thinking ? conversation.thoughts : [])
        if request.uses("codeExecution") { answer.leading = CodeRun(of: Question(markers.text)).parts }
        if request.uses("urlContext") { answer.firstCandidate = URLContext(in: request.question).members }
        answer.isGrounded = request.uses("googleSearch")
        return answer
    }

    /// What a call gets that no scenario has a say in.
    func usualReply() throws(APIFailure) -> Reply {
        guard model.makesPictures else { return reply(ordinaryAnswer) }
        try Signature.check(request, model: model.id)
        return reply(parts: pictureParts(withDraft: request.includesThoughts))
    }

    /// A part as it came, but for bytes, of which only their number is shown.
    private static func shown(_ part: JSON) -> JSON {
        guard case .object(let members) = part, part["inlineData"] != nil else { return part }
        let others = members.filter { $0.camelCaseName != "inlineData" }
        let length = part["inlineData"]?["data"]?.text?.utf8.count ?? 0
        return JSON.object(others).adding(["inlineData": .members(["base64Length": JSON(length)])])
    }

    /// Exactly what was asked: the instructions, each content with its role and text, the configuration as it came.
    var echo: String {
        let contents = request.contents.map { content -> JSON in
            let attachments = content.attachments
            return .members([
                "role": .string(content.role),
                "text": .string(content.text),
                "attachments": attachments.isEmpty ? nil : .array(attachments.map { .string($0.mediaType) }),
                "files": attachments.isEmpty ? nil : .array(attachments.map(\.json)),
                "parts": content.isPlain ? nil : .array(content.parts.map(Self.shown)),
            ])
        }
        let json = JSON.members([
            "model": .string(model.id),
            "systemInstruction": request.instructions.map(JSON.string) ?? .null,
            "contents": .array(contents),
            "generationConfig": request.body["generationConfig"] ?? .null,
            "tools": request.body["tools"],
        ])
        return json.encoded(pretty: true)
    }

    /// As a Markdown code block, whose fence is longer than any run of backticks in it.
    private static func fenced(_ json: String) -> String {
        var longest = 2
        var run = 0
        for byte in json.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        return "\(fence)json\n\(json)\n\(fence)"
    }
}
