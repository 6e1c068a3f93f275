import ChatDomain
import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import ChatActions
@testable import Gemini
@testable import Importing
@testable import Live
@testable import WebAPI
@testable import WebSocketUpgrade

/// Every parser of ours, on inputs that are nearly good. None may trap, and each has a rule that no input breaks.
@Suite("Parsers on anything", .timeLimit(.minutes(60)))
struct ParserTests {
    private static let json = [
        #"{"id":"01a2c9f0-0000-7000-8000-000000000000","text":"Hello é 😀","attachments":["x"],"parentID":null,"n":-1.5e3}"#,
        #"{"type":"resume","epoch":null,"since":12,"answers":[{"messageID":"01a2c9f0-0000-7000-8000-000000000000","offset":5}]}"#,
        #"{"settings":{"temperature":0.7,"googleSearch":true},"title":"\u00e9\n\"x\""}"#, "[]", "{}",
    ]
    private static let events = [
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hello\"}],\"role\":\"model\"},\"finishReason\":\"STOP\"}]}\r\n\r\n",
        ": a comment\ndata: {\"a\":\ndata: 1}\n\ndata: [DONE]\n\n",
        "event: error\ndata: {\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}\n\n",
        "{\"error\":{\"code\":429,\"details\":[{\"@type\":\"x\",\"retryDelay\":\"17s\"}]}}",
    ]

    @Test("A body is refused with a sentence, or its members are what they are")
    func commands() throws {
        try Mutations.run(Self.json) { _, input in
            do {
                let fields = try CommandFields(
                    ByteBuffer(bytes: input),
                    allowing: ["id", "text", "attachments", "parentID", "n", "settings", "title", "type", "since"]
                )
                // Whatever is asked of them is answered or refused.
                _ = try? fields.string("text")
                _ = try? fields.integer("n")
                _ = try? fields.number("n", in: -1e9...1e9)
                _ = try? fields.object("settings", allowing: ["temperature"])
                try Broken.unless(JSONScan.isHarmless(input), "what was read was scanned")
            } catch let error as ChatError {
                try Broken.unless(error.code == .badRequest, "refused as \(error.code.word)")
            }
        }
    }

    @Test("A frame is a resume or none")
    func frames() throws {
        try Mutations.run(Self.json) { _, input in
            guard let request = ResumeRequest(frame: ByteBuffer(bytes: input)) else { return }
            try Broken.unless(request.since >= 0, "since is \(request.since)")
        }
    }

    @Test("However a stream is cut, its events are the same")
    func streams() throws {
        func events(_ pieces: [[UInt8]]) -> [String] {
            var decoder = EventDecoder(maximumEventBytes: 10_000)
            var events: [String] = []
            do {
                for piece in pieces {
                    decoder.append(ByteBuffer(bytes: piece))
                    while let event = try decoder.next() { events.append(String(buffer: event.bytes)) }
                }
                decoder.finish()
                while let event = try decoder.next() { events.append(String(buffer: event.bytes)) }
            } catch {
                events.append("refused")
            }
            return events
        }
        try Mutations.run(Self.events) { mutations, input in
            let whole = events([input])
            let cut = events(mutations.cut(input))
            try Broken.unless(whole == cut, "whole \(whole), cut \(cut)")
            for event in whole { _ = try? ResponseDecoder.decode(ByteBuffer(string: event)) }
        }
    }

    @Test("What the quick scanner reads is what the decoder reads")
    func scanner() throws {
        try Mutations.run(Self.events.map { String($0.dropFirst(6)) }) { _, input in
            let bytes = ByteBuffer(bytes: input)
            guard let quick = ResponseDecoder.scan(bytes) else { return }
            let slow = try ResponseDecoder.decode(bytes)
            let text = { (one: GenerateContentResponse) in one.candidates?.first?.content?.parts?.compactMap(\.text) }
            guard case .success(let first)? = slow.first else { throw Broken("only the scanner reads it") }
            try Broken.unless(text(quick) == text(first), "other texts")
        }
    }

    @Test("UTF-8 is judged as the standard library does, however it is cut")
    func utf8() throws {
        try Mutations.run(["Hello é 😀 \u{FFFF} \u{10FFFF}", "\u{7FF}\u{800}\u{D7FF}\u{E000}"]) { mutations, input in
            var check = UTF8Check()
            let pieces = mutations.cut(input)
            let isText = pieces.allSatisfy { piece in piece.withUnsafeBytes { check.accepts($0) } } && check.isComplete
            try Broken.unless(isText == (String(validating: input, as: UTF8.self) != nil), "judged as \(isText)")
        }
    }

    @Test("A host is a host of itself, and a target that passes has no odd segment")
    func targets() throws {
        let seeds = [
            "chat.example.org:443", "[::1]:8080", "127.0.0.1", "/api/v1/conversations/x/messages?limit=3", "/v/a/b.js",
        ]
        let policy = HostPolicy(names: ["chat.example.org"], acceptsAddresses: true)
        try Mutations.run(seeds) { _, input in
            let text = String(decoding: input, as: UTF8.self)
            if let host = HostPolicy.host(text) { try Broken.unless(HostPolicy.host(host) == host, "host \(host)") }
            let request = HTTPRequest(method: .get, scheme: "http", authority: text, path: text)
            try? policy.check(request)
            guard (try? RequestTarget.check(request)) != nil else { return }
            // The library keeps no NUL in a path.
            let path = (request.path ?? "").prefix { $0 != "?" }.removingPercentEncoding ?? ""
            let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            let isOdd =
                path != "/" && segments.contains { $0.isEmpty || $0 == "." || $0 == ".." } || path.contains("\\")
            try Broken.unless(!isOdd && !path.utf8.contains(0), "passed: \(text)")
        }
    }

    @Test("An address reads as itself, and a forged list never says more than the proxies do")
    func addresses() throws {
        let seeds = [
            "192.0.2.1, 10.0.0.1", "[2001:db8::1]:4711, 198.51.100.7", "10.0.0.0/8", "::ffff:192.0.2.1", "fe80::1%eth0",
        ]
        let proxies = TrustedProxies(["10.0.0.0/8"])
        let (stranger, proxy) = (IPAddress("192.0.2.77"), IPAddress("10.0.0.9"))
        try Mutations.run(seeds) { _, input in
            let text = String(decoding: input, as: UTF8.self)
            if let address = IPAddress(text) { try Broken.unless([4, 16].contains(address.bytes.count), "\(address)") }
            if let network = IPNetwork(text), let proxy { _ = network.contains(proxy) }
            guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return }
            let headers: HTTPFields = [.xForwardedFor: text]
            try Broken.unless(proxies.client(peer: stranger, headers) == stranger, "a stranger was believed")
            try Broken.unless(proxies.client(peer: proxy, headers) != nil, "nobody")
        }
    }

    @Test("Whatever is looked for in whatever text: marks lie in the snippet, in order, and hold what was looked for")
    func searches() throws {
        let seeds = [
            "The \"quick brown\" fox, foo-bar 日本語 ภาษา 한국 😀👍🏽 cafe\u{301}",
            "Straße İstanbul \u{1112}\u{1161}\u{11AB} か\u{3099} ﬁ ½",
            "\" OR 1 NEAR(a b, 2) * ^ - : {x y}: AND NOT", "🇩🇪🇫🇷👩‍👩‍👧‍👦\u{202E}\u{200D}\u{FE0F} שָׁלוֹם أَهْلًا क्षि", "a",
        ]
        try Mutations.run(seeds) { mutations, input in
            let text = String(decoding: input, as: UTF8.self)
            let other = String(decoding: mutations.make(), as: UTF8.self)
            for word in SearchWords(text) {
                try Broken.unless(!word.text.isEmpty && word.text.count <= SearchWords.maximumLength, "\(word)")
                let isClean = !word.text.contains { $0 < 0x30 || $0 == UInt8(ascii: "_") }
                try Broken.unless(isClean && String(validating: word.text, as: UTF8.self) != nil, "\(word)")
            }
            for typed in [text, other, String(text.prefix(5))] {
                // Too long, or NUL.
                guard let query = try? SearchQuery(typed) else { continue }
                let snippet = Snippet(text, query)
                var end = 0
                for mark in snippet.marks {
                    try Broken.unless(mark.lowerBound >= end && !mark.isEmpty, "marks \(snippet.marks)")
                    end = mark.upperBound
                }
                try Broken.unless(end <= snippet.text.utf16.count, "marks \(snippet.marks) in \(snippet.text)")
                try Broken.unless(snippet.text.utf16.count <= 500, "\(snippet.text.utf16.count)")
                if typed == text, !query.phrases.isEmpty { try Broken.unless(!snippet.marks.isEmpty, "nothing marked") }
            }
        }
    }

    @Test("However an upload is cut, its conversations are the same, and what becomes of one can be stored")
    func imports() throws {
        let seeds = [
            #"[{"id":"a","title":"T","create_time":1.5,"current_node":"b","mapping":{"a":{"parent":null,"message":{"author":{"role":"user"},"content":{"parts":["x",{"asset_pointer":"file-service://file-A1"}]}}},"b":{"parent":"a","message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["y"]}}}}}]"#,
            #"[{"id":"a","chat":{"history":{"currentId":"2","messages":{"1":{"parentId":null,"role":"user","content":"x","files":[{"url":"data:image/png;base64,aGk="}]},"2":{"parentId":"1","role":"assistant","content":"<details type=\"reasoning\"><summary>s</summary>t</details>y"}}}}}]"#,
            #"{"format":"pollux-export","conversations":[{"conversation":{"id":"0199aaaa-0000-7000-8000-000000000001","title":"T","leafID":"0199aaaa-0000-7000-8000-000000000003"},"messages":[{"id":"0199aaaa-0000-7000-8000-000000000002","seq":1,"role":"user","text":"x","status":"stored"},{"id":"0199aaaa-0000-7000-8000-000000000003","seq":2,"parentID":"0199aaaa-0000-7000-8000-000000000002","role":"model","text":"y","status":"complete","attachments":[{"id":"0199aaaa-0000-7000-8000-000000000004","offset":1}]}]}]}"#,
        ]
        func items(_ pieces: [[UInt8]]) -> ([JSONItems.Item], isWhole: Bool) {
            var rest = pieces[...]
            var items = JSONItems(maximumBytes: 4096) { buffer in
                let piece = rest.popFirst() ?? []
                buffer.copyBytes(from: piece)
                return piece.count
            }
            var found: [JSONItems.Item] = []
            do {
                while let item = try items.next() { found.append(item) }
                return (found, true)
            } catch {
                return (found, false)
            }
        }
        try Mutations.run(seeds) { mutations, input in
            // A mark of the byte order is not cut.
            let (whole, cut) = (items([input]), items(input.starts(with: [0xEF]) ? [input] : mutations.cut(input)))
            try Broken.unless(whole == cut, "whole \(whole), cut \(cut)")
            for case .element(_, let bytes) in whole.0 {
                guard let tree = try? JSONParser.parse(bytes), let found = try? Formats.convert(tree) else { continue }
                let fault = found.imported.fault
                try Broken.unless(fault == nil, fault?.detail ?? "")
                let places = found.imported.messages.map(\.message).enumerated()
                var roles: [MessageID: Message.Role] = [:]
                for (_, message) in places {
                    let parent = message.parentID.flatMap { roles[$0] }
                    let hasPlace = message.role == .model ? parent == .user : message.parentID == nil || parent != nil
                    try Broken.unless(hasPlace, "a message without a place")
                    roles[message.id] = message.role
                }
            }
        }
    }

    @Test("Cookies, browsers' names, codes, file heads: anything goes, nothing traps")
    func others() throws {
        let seeds = [
            "pollux_session=abc; other=1",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
            "123456", "\u{89}PNG\r\n\u{1A}\n", "RIFF....WEBPVP8 ", "%PDF-1.7", "....ftypisom",
        ]
        let cookie = SessionCookie(isHTTPS: false)
        let totp = TOTP()
        try Mutations.run(seeds) { _, input in
            let text = String(decoding: input, as: UTF8.self)
            if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { _ = cookie.token(in: [.cookie: text]) }
            try Broken.unless(DeviceLabel.make(userAgent: text).count <= 64, "a long label")
            _ = totp.step(of: text, at: 1_800_000_000, after: 0)
            _ = MediaType.ofBinary(input)
            _ = MediaType.ofText(declared: text)
            try? TextRule.name.check(text)
            _ = Identifier<Session>(text)
        }
    }
}
