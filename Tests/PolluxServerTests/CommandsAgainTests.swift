import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing

/// Three tabs send the same command at once, and one of them once more an hour later: its reply was lost.
@Suite("Every command again", .timeLimit(.minutes(30)))
struct CommandsAgainTests {
    private struct Command {
        var method: HTTPMethod
        var path: String
        var body: JSON?
    }

    /// Sends it three times at once and then once more. Gives the replies; 503 says that it is being carried out already, and
    /// is asked again.
    private func again(_ command: Command, _ browser: TestBrowser) async throws -> [Reply] {
        @Sendable func send() async throws -> Reply {
            while true {
                let reply = try await browser.send(command.method, command.path, body: command.body?.encoded)
                if reply.status != 503 { return reply }
            }
        }
        var replies = try await withThrowingTaskGroup(of: Reply.self, returning: [Reply].self) { group in
            for _ in 0..<3 { group.addTask { try await send() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        replies.append(try await send())
        return replies
    }

    @Test("It is carried out once, and everybody is told the same")
    func once() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let asked = try await chat.ask("First?")
            try await server.standIn.waitForHeld(count: 1)
            let (question, answer) = (asked.question.id.asString, asked.answerID)
            let here = "conversations/\(chat.id)"
            let (asking, editing, regenerating) = (newID(), newID(), newID())
            let commands = [
                Command(method: .PUT, path: "conversations/\(newID())", body: ["title": "Twice"]),
                Command(method: .POST, path: "\(here)/messages", body: ["id": .string(asking), "text": "Second?"]),
                Command(method: .POST, path: "messages/\(answer)/stop", body: nil),
                Command(
                    method: .POST,
                    path: "messages/\(question)/edit",
                    body: ["id": .string(editing), "text": "In other words?"]
                ),
                Command(
                    method: .POST,
                    path: "messages/\(answer)/regenerate",
                    body: ["id": .string(regenerating), "model": "stand-in-hold"]
                ),
                Command(method: .PATCH, path: "messages/\(question)", body: ["starred": true]),
                Command(method: .PATCH, path: here, body: ["title": "Another", "pinned": true]),
                Command(method: .PUT, path: "\(here)/read", body: ["seq": 2]),
                Command(method: .PUT, path: "\(here)/draft", body: ["id": .string(newID()), "text": "Not yet"]),
            ]
            for command in commands {
                let replies = try await again(command, chat.browser)
                for reply in replies { #expect((200...204).contains(reply.status), "\(command): \(reply.text)") }
                #expect(replies.count { $0.status == 201 } <= 1, "\(command)")
                let ids = replies.map { reply in
                    let json = reply.text.isEmpty ? JSON.absent : reply.json
                    return "\(json.question.id) \(json.answer.id) \(json.id)"
                }
                #expect(Set(ids).count == 1, "\(command)")
            }
            server.standIn.holdNothing()
            // First, second, the edited one, and the first once more: four questions, no two calls for one answer.
            for id in [asking, editing] {
                try await chat.tab.wait("the answer to \(id)") { state in
                    state.messages.values.contains { $0.parentID == .string(id) && state.isSettled($0.id.asString) }
                }
            }
            try await chat.tab.settled(regenerating)
            #expect(server.questionsAskedUpstream.count <= 4)
            #expect(await chat.tab.state.violations == [])

            for path in ["messages/\(editing)", here] {
                let statuses = try await again(Command(method: .DELETE, path: path), chat.browser).map(\.status)
                // Gone for whoever comes later: nothing is there any more.
                #expect(statuses.contains(204) && Set(statuses).isSubset(of: [204, 404]), "\(statuses)")
            }
        }
    }

    @Test("A file sent again is the same file; another one under its id is a conflict")
    func files() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let id = newID()
            let bytes = Array("once".utf8)
            try await concurrently(0..<3) { _ in
                let reply = try await anna.upload(bytes, as: id, name: "a.txt", type: "text/plain")
                #expect([200, 201].contains(reply.status), "\(reply.text)")
            }
            #expect(try await anna.upload(bytes, as: id, name: "a.txt", type: "text/plain").status == 200)
            let other = try await anna.upload(Array("other".utf8), as: id, name: "a.txt", type: "text/plain")
            #expect(other.status == 409 && other.code == "conflict")
        }
    }
}
