import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing
import TimeTesting

@Suite("Files", .timeLimit(.minutes(30)))
struct AttachmentTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array("pixels".utf8)

    @Test("A file is stored, named by what it is, and comes back as it was")
    func roundTrip() async throws {
        try await withTestServer { server in
            let browser = try await guest(at: server)
            let id = newID()
            let reply = try await browser.upload(Self.png, as: id, name: "my%20photo%20%C3%BC.png", type: "text/html")
            #expect(reply.status == 201)
            #expect(Shape.attachment.faults(of: reply.json) == [])
            #expect(reply.json.id == .string(id))
            #expect(reply.json.name == "my photo ü.png")
            #expect(reply.json.mediaType == "image/png")
            #expect(reply.json.bytes == .number(Double(Self.png.count)))
            #expect(try await browser.upload(Self.png, as: id, name: "my%20photo%20%C3%BC.png").status == 200)
            #expect(
                try await browser.upload(Self.png + [1], as: id, name: "my%20photo%20%C3%BC.png").code == "conflict"
            )

            let file = try await browser.get("attachments/\(id)").ok()
            #expect(file.bytes == Self.png)
            #expect(file.headers["Content-Type"] == ["image/png"])
            #expect(file.headers["X-Content-Type-Options"] == ["nosniff"])
            #expect(file.headers["Content-Disposition"] == ["inline; filename*=UTF-8''my%20photo%20%C3%BC.png"])
            let policies = file.headers["Content-Security-Policy"]
            #expect(policies.count == 1 && policies[0].hasPrefix("sandbox; default-src 'none'"))
        }
    }

    @Test("What could be a page is never shown as one")
    func hostileContent() async throws {
        try await withTestServer { server in
            let browser = try await guest(at: server)
            let html = Array("<script>alert(1)</script>".utf8)
            for type in ["text/html", "image/svg+xml", "application/xhtml+xml", "image/png"] {
                let id = try await browser.upload(html, type: type).ok().json.id.asString
                let file = try await browser.get("attachments/\(id)").ok()
                #expect(file.headers["Content-Disposition"].allSatisfy { $0.hasPrefix("attachment;") })
                #expect(file.headers["Content-Security-Policy"].allSatisfy { $0.hasPrefix("sandbox;") })
                #expect(file.headers["Content-Type"] == ["text/plain; charset=utf-8"])
            }
        }
    }

    @Test("No file becomes a script, a style or a worker of the page")
    func noPartOfThePage() async throws {
        try await withTestServer { server in
            let browser = try await guest(at: server)
            let script = Array("globalThis.isIn = true".utf8)
            let id = try await browser.upload(script, type: "text/javascript").ok().json.id.asString
            for use in ["script", "style", "worker", "serviceworker", "iframe", "object"] {
                let reply = try await browser.send(.GET, "attachments/\(id)") {
                    $0.add(name: "Sec-Fetch-Dest", value: use)
                }
                #expect(reply.status == 404, "\(use)")
            }
            for use in ["image", "empty", "document", "video"] {
                let reply = try await browser.send(.GET, "attachments/\(id)") {
                    $0.add(name: "Sec-Fetch-Dest", value: use)
                }
                #expect(reply.status == 200, "\(use)")
            }
        }
    }

    struct Range: Sendable {
        let header: String
        let status: Int
        let body: String
    }

    @Test(
        "A player reads a part",
        arguments: [
            Range(header: "bytes=0-3", status: 206, body: "0123"), Range(header: "bytes=8-", status: 206, body: "89"),
            Range(header: "bytes=-2", status: 206, body: "89"), Range(header: "bytes=5-99", status: 206, body: "56789"),
            Range(header: "bytes=10-", status: 416, body: ""), Range(header: "bytes=5-4", status: 416, body: ""),
            Range(header: "bytes=-99999999999999999999", status: 200, body: "0123456789"),
            Range(header: "bytes=0-1,4-5", status: 200, body: "0123456789"),
            Range(header: "lines=1-2", status: 200, body: "0123456789"),
            Range(header: "bytes=99999999999999999999-", status: 200, body: "0123456789"),
        ]
    )
    func ranges(range: Range) async throws {
        try await withTestServer { server in
            let browser = try await guest(at: server)
            let id = try await browser.upload(Array("0123456789".utf8)).ok().json.id.asString
            let reply = try await browser.send(.GET, "attachments/\(id)") { $0.add(name: "Range", value: range.header) }
            #expect(reply.status == range.status)
            if range.status < 400 { #expect(reply.text == range.body) }
        }
    }

    @Test("What is too large or of no use is refused, and nothing is kept of it")
    func refusals() async throws {
        try await withTestServer(["pollux.max.attachment.mb": "1"]) { server in
            let browser = try await guest(at: server)
            #expect(try await browser.upload([UInt8](repeating: 65, count: 1 << 20 + 1)).code == "too_large")
            #expect(try await browser.upload([0x50, 0x4B, 3, 4, 0]).code == "unsupported_media_type")
            #expect(try await browser.upload([]).code == "bad_request")
            #expect(try await browser.upload(Self.png, as: "no-id").code == "bad_request")
            #expect(try await browser.upload(Self.png, name: "").code == "bad_request")
            #expect(try await browser.upload(Self.png, name: "a%0Ab").code == "bad_request")
            #expect(try await TestBrowser(server).upload(Self.png).status == 401)
            #expect(try await browser.upload([UInt8](repeating: 65, count: 1 << 20)).status == 201)
            #expect(try await browser.get("server").ok().json.maxAttachmentBytes == .number(Double(1 << 20)))
        }
    }

    @Test("A question carries its files, shows them to every device, and takes them along when it goes")
    func questionWithFiles() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let file = try await chat.browser.upload(Self.png, name: "p.png").ok().json
            let body: JSON = ["id": .string(newID()), "text": "", "attachments": [file.id]]
            let asked = try await chat.browser.post("conversations/\(chat.id)/messages", body).ok().json
            #expect(asked.question.attachments == [file])
            try await chat.tab.settled(asked.answer.id.asString)
            #expect(try await chat.browser.messages(chat.id)[0].attachments == [file])
            #expect(await chat.tab.state.violations == [])
            // Repeated: the same.
            let again = try await chat.browser.post("conversations/\(chat.id)/messages", body)
            #expect(again.status == 200)

            try await chat.browser.delete("conversations/\(chat.id)").ok()
            #expect(try await chat.browser.get("attachments/\(file.id.asString)").status == 404)
            #expect(try await chat.browser.upload(Self.png, as: file.id.asString, name: "p.png").code == "gone")
        }
    }
}

@Suite("Presets and usage", .timeLimit(.minutes(30)))
struct PresetTests {
    @Test("Presets are kept, changed and deleted")
    func presets() async throws {
        try await withTestServer { server in
            let browser = try await guest(at: server)
            let id = newID()
            let preset: JSON = ["name": "Poet", "instructions": "In verse."]
            #expect(try await browser.put("presets/\(id)", preset).status == 201)
            let listed: JSON = [preset.with("id", .string(id))]
            #expect(try await browser.get("presets").ok().json.presets == listed)
            #expect(try await browser.put("presets/\(id)", preset.with("name", "Bard")).status == 200)
            #expect(try await browser.get("presets").ok().json.presets.elements.map(\.name) == ["Bard"])
            #expect(try await guest(at: server).get("presets").ok().json.presets == [])
            #expect(try await browser.put("presets/\(id)", ["name": "x"]).json.field == "instructions")
            #expect(try await browser.put("presets/x", preset).code == "bad_request")
            #expect(try await browser.delete("presets/\(id)").status == 204)
            #expect(try await browser.delete("presets/\(id)").status == 204)
            #expect(try await browser.get("presets").ok().json.presets == [])
        }
    }

    @Test("A user's day is counted, and a limit is shown before it is reached and holds when it is")
    func dailyLimit() async throws {
        try await withTestServer(["pollux.daily.answers": "2"]) { server in
            try await waitForRoomInTheDay()
            let chat = try await Chat.open(at: server)
            #expect(try await chat.browser.get("server").ok().json.usageLimits == ["answers": 2])
            #expect(try await chat.browser.get("usage").ok().json.left == ["answers": 2])
            for left in [1, 0] {
                try await chat.answer(to: "Hello?")
                let usage = try await chat.browser.get("usage?days=7").ok().json
                #expect(usage.limit == ["answers": 2])
                #expect(usage.left == ["answers": .number(Double(left))])
                #expect(usage.days.elements.count == 1)
                #expect(usage.days.elements[0].answers == .number(Double(2 - left)))
                #expect(usage.days.elements[0].promptTokens.asInt > 0)
                #expect(usage.days.elements[0].outputTokens.asInt > 0)
            }
            let before = try await chat.browser.messages(chat.id).count
            let body: JSON = ["id": .string(newID()), "text": "One more?"]
            let refused = try await chat.browser.post("conversations/\(chat.id)/messages", body)
            #expect(refused.status == 429)
            #expect(refused.code == "usage_limit")
            #expect((1...86_400).contains(refused.json.retryAfterSeconds.asInt))
            #expect(try await chat.browser.messages(chat.id).count == before)
            // Somebody else has a day of their own.
            try await Chat.open(at: server).answer(to: "Hello?")
        }
    }

    @Test("Without a limit usage is counted all the same")
    func noLimit() async throws {
        try await withTestServer { server in
            try await waitForRoomInTheDay()
            let chat = try await Chat.open(at: server)
            try await chat.answer(to: "Hello?")
            let usage = try await chat.browser.get("usage").ok().json
            #expect(usage.limit == [:] && usage.left == [:])
            #expect(usage.days.elements.map(\.answers) == [1])
            #expect(try await chat.browser.get("usage?days=0").code == "bad_request")
            #expect(try await chat.browser.get("usage?days=91").code == "bad_request")
        }
    }
}

@Suite("Another answer", .timeLimit(.minutes(30)))
struct RegenerateTests {
    @Test("A failed answer is asked for again, with another model, and both are kept")
    func again() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("no-such-model", at: server)
            let failed = try await chat.answer(to: "Hello?")
            #expect(failed.failure.code == "model_not_found")
            #expect(failed.failure.message.asString.contains("no-such-model"))
            let id = newID()
            let body: JSON = ["id": .string(id), "model": "stand-in-echo"]
            let reply = try await chat.browser.post("messages/\(failed.id.asString)/regenerate", body)
            #expect(reply.status == 201)
            let answer = try await chat.tab.settled(id)
            #expect(answer.status == "complete" && answer.model == "stand-in-echo")
            #expect(answer.siblingIDs == [failed.id, .string(id)])
            #expect(try Chat.echo(answer).said == ["user: Hello?"])
            #expect(try await chat.browser.conversation(chat.id).leafID == .string(id))
            let repeated = try await chat.browser.post("messages/\(failed.id.asString)/regenerate", body)
            #expect(repeated.status == 200 && repeated.json.answer == answer)
            #expect(server.questionsAskedUpstream.count == 2)
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("The same command from many places at once makes one answer and one call")
    func atOnce() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let old = try await chat.answer(to: "Hello?").id.asString
            let id = newID()
            try await concurrently(0..<20) { _ in
                var status = 503
                while status == 503 {
                    status = try await chat.browser.post("messages/\(old)/regenerate", ["id": .string(id)]).status
                }
                #expect(status == 200 || status == 201)
            }
            try await chat.tab.settled(id)
            #expect(server.questionsAskedUpstream.count == 2)
            #expect(try await chat.browser.get("conversations/\(chat.id)").ok().json.leafID == .string(id))
        }
    }
}
