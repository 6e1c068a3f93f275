import NIOHTTP1
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("Bad bodies", .timeLimit(.minutes(30)))
struct BadBodyTests {
    /// A body that is refused; `{id}` stands for a new id.
    struct Bad: Sendable, CustomTestStringConvertible {
        let body: String
        let field: JSON

        init(_ body: String, field: JSON = "body") {
            (self.body, self.field) = (body, field)
        }

        var testDescription: String { String(body.prefix(60)) }
    }

    static let questions = [
        Bad(""), Bad(" "), Bad("{"), Bad("nonsense"), Bad("null"), Bad("[]"), Bad(#""text""#), Bad("1e400"),
        Bad(#"{"id":"{id}","text":"x""#), Bad(#"{"id":"{id}","text":"x"}}"#), Bad(#"{"id":"{id}","text":"x"} x"#),
        Bad(#"{'id':'{id}','text':'x'}"#), Bad(#"{"id":"{id}",,"text":"x"}"#), Bad(#"{"id":"{id}","text":NaN}"#),
        Bad(#"{}"#, field: "id"), Bad(#"{"id":"{id}"}"#, field: "text"), Bad(#"{"text":"x"}"#, field: "id"),
        Bad(#"{"id":"{id}","text":1}"#, field: "text"), Bad(#"{"id":"{id}","text":null}"#, field: "text"),
        Bad(#"{"id":"{id}","text":["x"]}"#, field: "text"), Bad(#"{"id":"{id}","text":{"a":"x"}}"#, field: "text"),
        Bad(#"{"id":7,"text":"x"}"#, field: "id"), Bad(#"{"id":"7","text":"x"}"#, field: "id"),
        Bad(#"{"id":"{id}x","text":"x"}"#, field: "id"), Bad(#"{"id":"{{id}}","text":"x"}"#, field: "id"),
        Bad(#"{"id":"{id}","text":"x","parentID":7}"#, field: "parentID"),
        Bad(#"{"id":"{id}","text":"x","parentID":"x"}"#, field: "parentID"),
        Bad(#"{"id":"{id}","text":"x","quoteID":[]}"#, field: "quoteID"),
        Bad(#"{"id":"{id}","text":"x","attachments":"x"}"#, field: "attachments"),
        Bad(#"{"id":"{id}","text":"x","role":"model"}"#, field: "role"),
        Bad(#"{"id":"{id}","text":"x","userID":1}"#, field: "userID"),
        Bad(#"{"id":"{id}","text":"x","Text":"y"}"#, field: "Text"),
        Bad(#"{"id":"{id}","text":""}"#, field: "text"),
        Bad(#"{"id":"{id}","text":"a\u0000b"}"#, field: "text"),
        Bad(#"{"id":"{id}","text":"\ud800"}"#), Bad(#"{"id":"{id}","text":"\udc00\ud800"}"#),
        Bad(#"{"id":"{id}","text":"a\ud83dz"}"#), Bad(#"{"id":"{id}","text":"\u12"}"#),
        Bad(#"{"id":"{id}","text":"\x41"}"#),
        Bad("{\"id\":\"{id}\",\"text\":\"a\u{0}b\"}"), Bad("{\"id\":\"{id}\",\"text\":\"a\nb\"}"),
        Bad(#"{"id":"{id}","text":"\#(String(repeating: "x", count: 131_073))"}"#, field: "text"),
        Bad(#"{"id":"{id}","text":"\#(String(repeating: "x", count: 200_000))"}"#, field: "text"),
        Bad(#"{"id":"{id}","text":"\#(String(repeating: "😀", count: 65_537))"}"#, field: "text"),
        Bad(#"{"id":"{id}","text":"x","x":\#(String(repeating: "[", count: 1000))"#),
        Bad(
            #"{"id":"{id}","text":"x","x":\#(String(repeating: #"{"a":"#, count: 100_000))1\#(String(repeating: "}", count: 100_000))}"#
        ),
        Bad(String(repeating: "[", count: 500_000) + String(repeating: "]", count: 500_000)),
    ]

    @Test("Each wrong question is refused, and nothing has changed")
    func questions() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-echo", at: server)
            try await chat.answer(to: "Before?")
            let before = try await Self.snapshot(chat)
            for bad in Self.questions {
                let body = bad.body.replacing("{id}", with: newID())
                let reply = try await chat.browser.send(.POST, "conversations/\(chat.id)/messages", body: body)
                #expect(reply.status == 400, "\(bad.testDescription)")
                #expect(reply.code == "bad_request", "\(bad.testDescription)")
                #expect(reply.json.field == bad.field, "\(bad.testDescription)")
                #expect(Shape.problem.faults(of: reply.json) == [])
                #expect(reply.text.utf8.count < 1000)
            }
            #expect(try await Self.snapshot(chat) == before)
            #expect(server.questionsAskedUpstream.count == 1)
            #expect(try await chat.answer(to: "After?").status == "complete")
        }
    }

    @Test(
        "Invalid UTF-8 is refused",
        arguments: [[0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]]
    )
    func invalidUTF8(bytes: [UInt8]) async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let body = Array(#"{"id":"\#(newID())","text":"a"#.utf8) + bytes + Array(#"b"}"#.utf8)
            let answer = try await RawRequest(.POST, "conversations/\(chat.id)/messages", body: body).send(
                as: chat.browser
            )
            #expect(answer.status == 400)
            #expect(try await chat.browser.messages(chat.id).isEmpty)
        }
    }

    /// Commands other than the question, each with bodies of wrong types and with numbers of every size.
    static let others: [(HTTPMethod, String, [Bad])] = [
        (
            .PUT, "conversations/{new}",
            [
                Bad(#"{"title":1}"#, field: "title"), Bad(#"{"title":""}"#, field: "title"),
                Bad(#"{"x":1}"#, field: "x"),
                Bad(#"{"title":"a\nb"}"#, field: "title"), Bad(#"{"title":"a\u0000"}"#, field: "title"),
                Bad(#"{"title":"\#(String(repeating: "t", count: 201))"}"#, field: "title"),
                Bad(#"{"model":[]}"#, field: "model"),
                Bad(#"{"model":"\#(String(repeating: "m", count: 101))"}"#, field: "model"),
                Bad(#"{"contextExchanges":-1}"#, field: "contextExchanges"),
                Bad(#"{"contextExchanges":1.5}"#, field: "contextExchanges"),
                Bad(#"{"contextExchanges":1e20}"#, field: "contextExchanges"), Bad(#"{"contextExchanges":1e400}"#),
                Bad(#"{"contextExchanges":"3"}"#, field: "contextExchanges"),
                Bad(#"{"contextExchanges":true}"#, field: "contextExchanges"),
                Bad(#"{"instructions":"\#(String(repeating: "i", count: 32_769))"}"#, field: "instructions"),
            ]
        ),
        (
            .PATCH, "conversations/{chat}",
            [
                Bad(#"{"title":null}"#, field: "title"), Bad(#"{"pinned":1}"#, field: "pinned"),
                Bad(#"{"archived":"true"}"#, field: "archived"), Bad(#"{"leafID":null}"#, field: "leafID"),
                Bad(#"{"leafID":"x"}"#, field: "leafID"), Bad(#"{"settings":[]}"#, field: "settings"),
                Bad(#"{"settings":{"temperature":3}}"#, field: "settings.temperature"),
                Bad(#"{"settings":{"temperature":1e20}}"#, field: "settings.temperature"),
                Bad(#"{"settings":{"googleSearch":"yes"}}"#, field: "settings.googleSearch"),
                Bad(#"{"settings":{"thinkingLevel":"\n"}}"#, field: "settings.thinkingLevel"),
                Bad(#"{"settings":{"tools":[]}}"#, field: "settings.tools"), Bad(#"{"id":"x"}"#, field: "id"),
                Bad(#"{"revision":1}"#, field: "revision"), Bad(#"{"unread":0}"#, field: "unread"),
            ]
        ),
        (
            .PUT, "conversations/{chat}/read",
            [
                Bad("{}", field: "seq"), Bad(#"{"seq":1e400}"#), Bad(#"{"seq":1e20}"#, field: "seq"),
                Bad(#"{"seq":-1e20}"#, field: "seq"), Bad(#"{"seq":0.5}"#, field: "seq"),
                Bad(#"{"seq":"1"}"#, field: "seq"),
                Bad(#"{"seq":9223372036854775808}"#, field: "seq"), Bad(#"{"seq":-1}"#, field: "seq"),
            ]
        ),
        (.POST, "users", [Bad("{}", field: "name"), Bad(#"{"name":[],"password":"correct horse"}"#, field: "name")]),
        (.POST, "session", [Bad("{}", field: "name"), Bad(#"{"name":"Anna","password":7}"#, field: "password")]),
        (.POST, "guests", [Bad("[]"), Bad(#"{"name":"Anna"}"#, field: "name")]),
    ]

    @Test("Every other command refuses wrong types and numbers, by name")
    func otherCommands() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let before = try await Self.snapshot(chat)
            for (method, path, bodies) in Self.others {
                for bad in bodies {
                    let path = path.replacing("{new}", with: newID()).replacing("{chat}", with: chat.id)
                    let reply = try await chat.browser.send(method, path, body: bad.body)
                    #expect(reply.status == 400, "\(path) \(bad.testDescription)")
                    #expect(reply.json.field == bad.field, "\(path) \(bad.testDescription)")
                }
            }
            #expect(try await Self.snapshot(chat) == before)
        }
    }

    @Test("A hostile name of a member, and a hostile text, cost about what others of their length cost")
    func hostile() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-echo", at: server)
            // Two kinds of marks that normalisation has to sort, over and over, and letters of as many bytes.
            // By turns, and the quickest of each, so that what else the machine does counts little.
            func compare(_ count: Int, _ send: (String) async throws -> Void) async throws {
                func time(_ unit: String) async throws -> Duration {
                    try await ContinuousClock().measure { try await send(String(repeating: unit, count: count)) }
                }
                var (marks, letters) = (Duration.seconds(600), Duration.seconds(600))
                for _ in 0..<5 {
                    marks = min(marks, try await time("\u{0301}\u{0327}"))
                    letters = min(letters, try await time("éç"))
                }
                #expect(marks < letters * 20 + .milliseconds(100))
            }
            try await compare(32_000) { text in
                let body = #"{"id":"\#(newID())","text":"x","a\#(text)":1}"#
                let reply = try await chat.browser.send(.POST, "conversations/\(chat.id)/messages", body: body)
                #expect(reply.status == 400)
            }
            try await compare(1500) { text in
                let body = #"{"name":"a\#(text)","password":"correct horse"}"#
                let reply = try await chat.browser.send(.POST, "session", body: body)
                #expect(reply.status == 400)
            }
            try await compare(4000) { text in
                // Each in a conversation of its own: an echo has all that came before in it.
                let id = try await chat.browser.newConversation(["model": "stand-in-echo"])
                let answer = try await chat.tab.settled(chat.browser.ask("a\(text)", in: id).answerID)
                #expect(answer.status == "complete")
            }
        }
    }

    private static func snapshot(_ chat: Chat) async throws -> [String] {
        [
            try await chat.browser.get("session").ok().text, try await chat.browser.get("conversations").ok().text,
            try await chat.browser.get("conversations/\(chat.id)/messages").ok().text,
        ]
    }
}
