import NIOHTTP1
import PolluxTesting
import Testing

/// Somebody who tries a route: by which right, and what they have.
struct Actor: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case anonymous, user, administrator, token
        case blocked = "blocked user"
        case blockedToken = "blocked user's token"
    }

    let kind: Kind
    /// `nil`: no cookie is sent.
    var cookie: String?
    /// An access token, sent in place of a cookie.
    var token: String?
    var world: World

    /// A browser that sends what this actor has, and keeps nothing.
    func browser(_ server: TestServer) -> TestBrowser {
        let browser = TestBrowser(server)
        browser.cookie = cookie
        return browser
    }

    /// The refusal that a route has for this actor, whatever the ids; `nil`: it lets them in.
    func refusal(_ access: RouteCase.Access) -> (status: Int, code: String)? {
        switch (access, kind) {
        case (.anybody, _): nil
        case (_, .anonymous), (_, .blocked), (_, .blockedToken): (401, "signed_out")
        case (.session, .token), (.administrator, .token): (403, "session_required")
        case (.administrator, .user): (403, "admin_only")
        default: nil
        }
    }

    /// How one of each kind of item is called: one that is there, and one that was.
    struct World: Sendable {
        /// In every text, name and title.
        let canary: String
        let browser: TestBrowser
        var own: [String: String] = [:]
        var deleted: [String: String] = [:]
    }
}

extension Actor.World {
    /// Fills an account with one item of each kind, and some that are deleted again.
    static func make(_ browser: TestBrowser, _ name: String, users: (own: String, deleted: String)) async throws -> Self
    {
        var world = Self(canary: Canaries.make(), browser: browser)
        let (kept, gone) = (try await world.talk(), try await world.talk())
        try await browser.delete("conversations/\(gone["conversation"] ?? "")").ok()
        (world.own, world.deleted) = (kept, gone)
        for (isKept, id) in [(true, newID()), (false, newID())] {
            let text = JSON.string("\(world.canary)")
            try await browser.put("presets/\(id)", ["name": .string("P \(id)"), "instructions": text]).ok()
            let token = newID()
            try await browser.post("tokens", ["id": .string(token), "name": text]).ok()
            let device = TestBrowser(browser.server)
            try await device.signIn(name)
            let sessions = try await device.get("sessions").ok().json.sessions.elements
            let session = try #require(sessions.first { $0.current == true }).id.asString
            if isKept {
                world.own.merge(["preset": id, "token": token, "session": session]) { $1 }
            } else {
                for path in ["presets/\(id)", "tokens/\(token)", "sessions/\(session)"] {
                    try await browser.delete(path).ok()
                }
                world.deleted.merge(["preset": id, "token": token, "session": session]) { $1 }
            }
        }
        world.own["share"] = try await world.share()
        world.deleted["share"] = try await world.share()
        try await browser.delete("shares/\(world.deleted["share"] ?? "")").ok()
        world.own["export"] = try await world.export()
        (world.own["import"], world.deleted["import"]) = (newID(), newID())
        for id in [world.own["import"], world.deleted["import"]] {
            let fields: JSON = ["id": .string(id ?? ""), "name": .string("\(world.canary).zip"), "bytes": 10]
            try await browser.post("imports", fields).ok()
        }
        try await browser.delete("imports/\(world.deleted["import"] ?? "")").ok()
        (world.own["user"], world.deleted["user"]) = (users.own, users.deleted)
        return world
    }

    /// A conversation with a file, a question and its answer, which has sources.
    private func talk() async throws -> [String: String] {
        let fields: JSON = [
            "title": .string("Title \(canary)"), "instructions": .string("Be \(canary)"), "model": "stand-in-grounded",
        ]
        let conversation = try await browser.newConversation(fields)
        let tab = try await LiveClient.open(browser)
        try await tab.load(conversation)
        let file = try await browser.upload(Array("File \(canary)".utf8), name: "\(canary).txt").ok().json.id.asString
        let question = newID()
        let body: JSON = [
            "id": .string(question), "text": .string("What of [canary:\(canary)]?"), "attachments": [.string(file)],
        ]
        let asked = try await browser.post("conversations/\(conversation)/messages", body).ok().json
        let answer = try await tab.settled(asked.answer.id.asString)
        #expect(answer.status == "complete")
        try await tab.close()
        return [
            "conversation": conversation, "question": question, "answer": answer.id.asString, "attachment": file,
        ]
    }

    /// A link to the conversation that is there.
    private func share() async throws -> String {
        let id = newID()
        let body: JSON = ["id": .string(id), "conversationID": .string(own["conversation"] ?? "")]
        try await browser.post("shares", body).ok()
        return id
    }

    private func export() async throws -> String {
        let id = newID()
        try await browser.post("exports", ["id": .string(id)]).ok()
        for _ in 0..<6000 {
            let state = try await browser.get("exports/\(id)").ok().json.state
            if state == "done" { return id }
            try #require(state == "running")
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Reply.Unexpected(description: "the export takes too long")
    }

    /// Everything that the user has, as they see it, without the times of looking.
    func snapshot() async throws -> [String] {
        var texts: [String] = []
        for path in [
            "users/me", "conversations?limit=200", "conversations/\(own["conversation"] ?? "")/messages?limit=200",
            "presets", "tokens", "sessions", "imports", "attachments/\(own["attachment"] ?? "")",
            "exports/\(own["export"] ?? "")",
            "shares", "search?q=canary&limit=200", "changes?since=0", "messages/\(own["answer"] ?? "")/suggestions",
        ] {
            let text = try await browser.get(path).ok().text
            texts.append(text.replacing(/"last(Seen|Used)At":"[^"]*"/, with: ""))
        }
        return texts
    }
}
