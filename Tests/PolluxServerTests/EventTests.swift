import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("Server-sent events", .timeLimit(.minutes(30)))
struct EventTests {
    @Test("The stream tells what the socket tells, with a place to go on from on changes only")
    func same() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let stream = try await EventStream.open(chat.browser)
            let hello = try await stream.next()
            #expect(hello.data.type == "hello" && hello.id == nil && hello.data.heartbeatSeconds == 20)
            let head = await stream.head.lowercased()
            #expect(head.hasPrefix("http/1.1 200") && head.contains("content-type: text/event-stream"))
            #expect(head.contains("cache-control: no-store") && head.contains("x-accel-buffering: no"))
            #expect(head.contains("x-content-type-options: nosniff"))

            let asked = try await chat.ask("Hold.")
            try await server.standIn.waitForHeld(count: 1)
            server.standIn.releaseAll()
            let answer = try await chat.tab.settled(asked.answerID)
            var text = ""
            var last = hello.data.revision.asInt
            while true {
                let event = try await stream.next()
                if event.data.type == "delta" {
                    #expect(event.id == nil)
                    if event.data.thought != true { text += event.data.text.asString }
                    continue
                }
                #expect(event.data.type == "change" && event.data.revision.asInt == last + 1)
                last += 1
                #expect(event.id == "\(hello.data.epoch.asString):\(last)")
                if event.data.item == answer { break }
            }
            #expect(answer.text.asString.hasPrefix(text) && !text.isEmpty)
            try await stream.connection.close()
        }
    }

    @Test("A client that comes back gets exactly the rest, and running answers from their beginning")
    func comeBack() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let first = try await EventStream.open(chat.browser)
            _ = try await first.next()
            try await chat.browser.patch("conversations/\(chat.id)", ["title": "One"]).ok()
            let seen = try await first.next { $0.data.item.title == "One" }
            try await first.connection.close()
            let asked = try await chat.ask("Hold.")
            try await chat.tab.text(of: asked.answerID)
            let shown = await chat.tab.state.message(asked.answerID).text.asString
            let id = try #require(seen.id)
            let (epoch, since) = (id.prefix { $0 != ":" }, seen.data.revision.asInt)
            let ways: [(String, String?)] = [
                ("?epoch=\(epoch)&since=\(since)", nil), ("", id),
                // What the browser says by itself wins over an address that has grown old.
                ("?epoch=\(epoch)&since=0", id), ("?epoch=\(newID())&since=5", id), ("?since=2", id),
            ]
            for (query, last) in ways {
                let stream = try await EventStream.open(chat.browser, query, lastEventID: last)
                #expect(try await stream.next().data.type == "hello", "\(query)")
                let revisions = try await [stream.next(), stream.next(), stream.next()].map(\.data.revision.asInt)
                #expect(revisions == [since + 1, since + 2, since + 3], "\(query)")
                let delta = try await stream.next { $0.data.type == "delta" }
                #expect(delta.data.messageID == .string(asked.answerID) && delta.data.offset == 0)
                #expect(delta.data.text.asString.hasPrefix(shown))
                try await stream.connection.close()
            }
            try await chat.browser.stop(asked.answerID)
        }
    }

    @Test("A place of another epoch, ahead of the server, or none at all starts afresh")
    func reset() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let epoch = try #require(await chat.tab.state.epoch)
            let ways: [(String, String?)] = [
                ("?epoch=\(newID())&since=0", nil), ("?epoch=nonsense&since=0", nil), ("?epoch=&since=0", nil),
                ("?epoch=\(epoch)&since=99", nil), ("?epoch=\(epoch)&since=0", "nonsense"),
                ("?epoch=\(epoch)&since=0", "\(epoch):x"), ("?epoch=\(epoch)&since=0", "\(epoch):-1"),
                ("?epoch=\(epoch)&since=0", "\(epoch):1:1"), ("", "\(newID()):0"),
                ("", "\(epoch):99999999999999999999"),
            ]
            for (query, last) in ways {
                let stream = try await EventStream.open(chat.browser, query, lastEventID: last)
                let event = try await stream.next()
                #expect(event.data.type == "reset" && event.id == nil, "\(query) \(last ?? "")")
                try await stream.connection.close()
            }
        }
    }

    @Test(
        "Wrong questions are refused by name",
        arguments: [
            ("?since=x", "since"), ("?since=-1", "since"), ("?epoch=x", "since"), ("?epoch=x&since=1.5", "since"),
        ]
    )
    func wrong(query: String, field: String) async throws {
        try await withTestServer { server in
            let reply = try await guest(at: server).get("events\(query)")
            #expect(reply.status == 400 && reply.json.field == .string(field))
        }
    }

    @Test("Nobody hears of anybody else, and who is not signed in hears nothing")
    func apart() async throws {
        try await withTestServer { server in
            let (anna, bert) = (try await Chat.open(at: server), try await Chat.open(at: server))
            #expect(try await TestBrowser(server).get("events").code == "signed_out")
            let canary = Canaries.make()
            let id = "\(try #require(await anna.tab.state.epoch)):0"
            let streams = [
                try await EventStream.open(anna.browser), try await EventStream.open(anna.browser, lastEventID: id),
            ]
            for stream in streams { #expect(try await stream.next().data.type == "hello") }
            let answer = try await bert.answer(to: "[canary:\(canary)]")
            #expect(answer.text.asString.contains(canary))
            try await bert.browser.patch("messages/\(answer.id.asString)", ["starred": true]).ok()
            try await anna.browser.patch("conversations/\(anna.id)", ["title": "The end"]).ok()
            for stream in streams {
                var heard = ""
                while true {
                    let event = try await stream.next()
                    heard += event.data.encoded
                    if event.data.item.title == "The end" { break }
                }
                #expect(!heard.contains(canary) && !heard.contains(bert.id))
                try await stream.connection.close()
            }
        }
    }

    @Test("The stream ends with its session, and no other does")
    func sessionEnds() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let desktop = TestBrowser(server)
            try await desktop.signIn("Anna")
            let script = try await program(of: anna)
            let streams = [
                try await EventStream.open(anna), try await EventStream.open(desktop),
                try await EventStream.open(script),
            ]
            for stream in streams { #expect(try await stream.next().data.type == "hello") }
            try await desktop.signOut()
            try await streams[1].end()
            #expect(try await desktop.get("events").code == "signed_out")
            let chat = try await anna.newConversation()
            for stream in [streams[0], streams[2]] {
                #expect(try await stream.next().data.id == .string(chat))
            }
            let tokens = try await anna.get("tokens").ok().json.tokens.elements
            try await anna.delete("tokens/\(try #require(tokens.first).id.asString)").ok()
            try await streams[2].end()
            try await streams[0].connection.close()
        }
    }

    @Test("A shutdown ends streams in order, also of clients that take nothing, and soon")
    func shutdown() async throws {
        try await withTestServer(["pollux.shutdown.seconds": "60"]) { server in
            let chat = try await Chat.open(at: server)
            let stalled = try await EventStream.open(chat.browser)
            #expect(try await stalled.next().data.type == "hello")
            try await stalled.connection.stopReading()
            let text = String(repeating: "0123456789abcdef", count: 2000)
            try await concurrently(1...200, atOnce: 20) { number in
                let body: JSON = ["instructions": .string("\(number) \(text)")]
                try await chat.browser.patch("conversations/\(chat.id)", body).ok()
            }
            // Its queue overflowed: it is cut, comes back and gets the rest.
            try await stalled.connection.startReading()
            await #expect(throws: EventStream.Ended.self) { while true { _ = try await stalled.next() } }
            let last = try #require(await stalled.lastEventID)
            let since = Int(last.split(separator: ":")[1]) ?? 0
            #expect(since < 202)
            let again = try await EventStream.open(chat.browser, lastEventID: last)
            #expect(try await again.next().data.type == "hello")
            #expect(try await again.next().data.revision.asInt == since + 1)
            let quick = try await EventStream.open(chat.browser)
            #expect(try await quick.next().data.type == "hello")
            // What it lacks is more than the system keeps for it.
            try await again.connection.stopReading()
            try await chat.tab.close()
            let start = ContinuousClock.now
            try await server.stop()
            #expect(ContinuousClock.now - start < .seconds(45))
            try await quick.end()
        }
    }

    @Test("Streams count as sockets do, and give their places back; HEAD takes none")
    func places() async throws {
        try await withTestServer(["pollux.rate.limits": "on"]) { server in
            let anna = try await guest(at: server)
            for _ in 0..<60 {
                let reply = try await anna.send(.HEAD, "events")
                #expect(reply.status == 200 && reply.text.isEmpty)
            }
            var streams: [EventStream] = []
            for _ in 0..<50 {
                let stream = try await EventStream.open(anna)
                #expect(try await stream.next().data.type == "hello")
                streams.append(stream)
            }
            let refused = try await anna.get("events")
            #expect(refused.status == 429 && refused.code == "rate_limited")
            #expect(refused.headers.first(name: "Retry-After") != nil)
            try await streams[0].connection.reset()
            try await streams[1].connection.close()
            // Soon, for the server hears of the end by itself.
            for _ in 0..<2 {
                while true {
                    let stream = try await EventStream.open(anna)
                    do {
                        #expect(try await stream.next().data.type == "hello")
                        streams.append(stream)
                        break
                    } catch is Reply.Unexpected {
                        try await stream.connection.close()
                    }
                }
            }
            for stream in streams.dropFirst(2) { try await stream.connection.close() }
        }
    }
}
