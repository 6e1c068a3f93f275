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
        return Answer(text: text, thoughts: model.thinking ? conversation.thoughts : [])
    }

    /// Exactly what was asked: the instructions, each content with its role and text, the configuration as it came.
    var echo: String {
        let contents = request.contents.map { content -> JSON in
            let attachments = content.attachments.map(JSON.string)
            return .members([
                "role": .string(content.role),
                "text": .string(content.text),
                "attachments": attachments.isEmpty ? nil : .array(attachments),
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
