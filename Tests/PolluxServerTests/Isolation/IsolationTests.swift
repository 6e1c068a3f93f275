import NIOHTTP1
import PolluxTesting
import Testing

/// Every route, with every kind of id, as everybody: who may not is told the same whatever the id, and what belongs to somebody
/// else is as good as nothing.
@Suite("Every route, every id, everybody", .timeLimit(.minutes(30)))
struct IsolationTests {
    /// Routes that the router lists and no case uses.
    private static func uncovered(_ routes: [String], _ cases: [RouteCase]) -> Set<String> {
        Set(routes.filter { !$0.hasPrefix("HEAD ") }).subtracting(cases.map(\.route) + [RouteTable.files.0])
    }

    @Test("Every route has its cases, and one without is noticed")
    func complete() async throws {
        try await withTestServer { server in
            #expect(server.routes.count > 40)
            #expect(Self.uncovered(server.routes, RouteTable.cases) == [])
            for dropped in Set(RouteTable.cases.map(\.route)) {
                let others = RouteTable.cases.filter { $0.route != dropped }
                #expect(Self.uncovered(server.routes, others) == [dropped])
            }
            // And no case is about a route that is not there.
            #expect(Set(RouteTable.cases.map(\.route)).subtracting(server.routes) == [])
        }
    }

    /// The people of one server.
    private struct Cast {
        var actors: [Actor]
        let stranger: Actor.World
        let administrator: TestBrowser
    }

    private static func publicID(_ browser: TestBrowser) async throws -> String {
        try await browser.get("session").ok().json.user.id.asString
    }

    private static func world(_ name: String, _ root: TestBrowser, _ server: TestServer) async throws -> Actor.World {
        let browser = try await person(name, at: server)
        let gone = try await person(name + "-gone", at: server)
        let goneID = try await publicID(gone)
        try await root.delete("admin/users/\(goneID)").ok()
        return try await .make(browser, name, users: (try await publicID(browser), goneID))
    }

    private static func token(_ browser: TestBrowser) async throws -> String {
        try await browser.post("tokens", ["id": .string(newID()), "name": "a program"]).ok().json.secret.asString
    }

    private static func invitation(_ root: TestBrowser) async throws -> String {
        let id = newID()
        try await root.post("invitations", ["id": .string(id)]).ok()
        return id
    }

    private static func cast(_ server: TestServer) async throws -> Cast {
        let root = try await administrator(at: server)
        let stranger = try await world("Stranger", root, server)
        var own = try await world("Owner", root, server)
        own.own["invitation"] = try await invitation(root)
        let blocked = try await world("Blocked", root, server)
        let blockedToken = try await token(blocked.browser)
        let blockedCookie = blocked.browser.cookie
        try await root.patch("admin/users/\(blocked.own["user"] ?? "")", ["blocked": true]).ok()
        let mine = own.browser.cookie
        let program = try await world("Programmer", root, server)
        var rule = try await Actor.World.make(root, "Root", users: (own.own["user"] ?? "", own.deleted["user"] ?? ""))
        rule.own["invitation"] = own.own["invitation"]
        let actors = [
            Actor(kind: .anonymous, world: own), Actor(kind: .user, cookie: mine, world: own),
            Actor(kind: .token, token: try await token(program.browser), world: program),
            Actor(kind: .administrator, cookie: root.cookie, world: rule),
            Actor(kind: .blocked, cookie: blockedCookie, world: blocked),
            Actor(kind: .blockedToken, token: blockedToken, world: blocked),
        ]
        return Cast(actors: actors, stranger: stranger, administrator: root)
    }

    /// A reply without what is different each time: the request's id, and the ids that were sent.
    private static func comparable(_ reply: Reply, _ ids: [String: String]) -> String {
        var text = reply.text.replacing(/"requestID":"[^"]*"/, with: "")
        for id in ids.values where !id.isEmpty { text = text.replacing(id, with: "<id>") }
        return "\(reply.status) \(text)"
    }

    @Test(
        "Foreign, deleted, unknown and malformed ids lead nowhere, and who may not in is told the same for all of them"
    )
    func matrix() async throws {
        try await withTestServer { server in
            let cast = try await Self.cast(server)
            let before = try await cast.stranger.snapshot()
            var tried = 0
            // A command that makes something under a foreign id makes it one's own: that comes last.
            let cases = RouteTable.cases.filter(\.chosen.isEmpty) + RouteTable.cases.filter { !$0.chosen.isEmpty }
            for actor in cast.actors {
                for one in cases where one.access != .anybody || actor.kind == .anonymous {
                    do {
                        tried += try await Self.probe(one, as: actor, cast, server)
                    } catch {
                        Issue.record(error, "\(actor.kind) \(one)")
                    }
                }
            }
            #expect(tried > 600)
            #expect(try await cast.stranger.snapshot() == before)
            for line in server.logLines { #expect(!line.contains(cast.stranger.canary)) }
        }
    }

    /// Sends a case with each of its ids replaced by each that is not the actor's; gives the number of requests.
    private static func probe(_ one: RouteCase, as actor: Actor, _ cast: Cast, _ server: TestServer) async throws -> Int
    {
        let own = actor.world.own.merging(["epoch": newID()]) { $1 }
        let malformed = "nonsense"
        let refusal = actor.refusal(one.access)
        var count = 0
        for slot in Set(one.slots) {
            let isCommon = RouteCase.common.contains(slot)
            var replies: [String: Reply] = [:]
            var texts: [String: String] = [:]
            let choices = [
                ("unknown", newID()), ("foreign", isCommon ? newID() : cast.stranger.own[slot] ?? newID()),
                ("deleted", actor.world.deleted[slot] ?? newID()), ("malformed", malformed),
            ]
            for (choice, id) in choices {
                let ids = own.merging([slot: id]) { $1 }
                let reply = try await one.send(actor.browser(server), as: actor, ids: ids)
                count += 1
                (replies[choice], texts[choice]) = (reply, comparable(reply, ids))
                let what: Comment = "\(actor.kind) \(one) with \(choice) \(slot): \(reply)"
                #expect(Canaries.leaked(into: [reply.text], own: actor.world.canary) == [], what)
                if let refusal { #expect(reply.status == refusal.status && reply.code == refusal.code, what) }
            }
            guard refusal == nil, one.access != .anybody, let unknown = replies["unknown"] else { continue }
            let what: Comment = "\(actor.kind) \(one) \(slot): \(texts)"
            if one.chosen.contains(slot) {
                // An id that only somebody else has is new.
                #expect((200..<300).contains(unknown.status), what)
                let isBusy = replies["foreign"]?.code == "too_many"  // one export at a time
                #expect(replies["foreign"]?.status == unknown.status || isBusy, what)
            } else {
                // Deleting what is not there is harmless where a client repeats it; a question's id that is taken is told first.
                let isHarmless = one.method == .DELETE && unknown.status == 204
                let isTaken = !one.chosen.isDisjoint(with: ["question", "share"]) && unknown.status == 409
                let isNothing = unknown.status == 404 || unknown.status == 400 && !one.isInPath(slot)
                #expect(isNothing || isHarmless || isTaken, what)
                #expect(texts["foreign"] == texts["unknown"], what)
                #expect([204, 400, 404, 409, 410].contains(replies["deleted"]?.status ?? 0), what)
            }
            let malformedStatuses = one.method == .POST ? [400, 404, 409] : [400, 404]
            #expect(malformedStatuses.contains(replies["malformed"]?.status ?? 0), what)
        }
        if one.slots.isEmpty, refusal != nil || !one.isLast {
            let reply = try await one.send(actor.browser(server), as: actor, ids: own)
            count += 1
            #expect(Canaries.leaked(into: [reply.text], own: actor.world.canary) == [], "\(actor.kind) \(one)")
            if let refusal { #expect(reply.status == refusal.status, "\(actor.kind) \(one): \(reply)") }
        }
        return count
    }

    @Test("With one's own ids each route does its work", arguments: [Actor.Kind.user, .token, .administrator])
    func own(kind: Actor.Kind) async throws {
        try await withTestServer { server in
            let root = try await administrator(at: server)
            // What ends something gets people of its own.
            let rounds = [RouteTable.cases.filter { !$0.isLast }] + RouteTable.cases.filter(\.isLast).map { [$0] }
            for (number, cases) in rounds.enumerated() {
                var world = try await Self.world("Owner \(number)", root, server)
                world.own["invitation"] = try await Self.invitation(root)
                let token = kind == .token ? try await Self.token(world.browser) : nil
                let isAdministrator = kind == .administrator
                let cookie = kind == .token ? nil : isAdministrator ? root.cookie : world.browser.cookie
                let actor = Actor(kind: kind, cookie: cookie, token: token, world: world)
                for one in cases where actor.refusal(one.access) == nil {
                    // The administrator's own things are elsewhere; here they administer.
                    if isAdministrator, one.access != .administrator { continue }
                    // Signing in ends the session that the browser had; whoever has none sees the same pages.
                    if one.access == .anybody, kind != .user { continue }
                    let browser = one.access == .anybody ? TestBrowser(server) : actor.browser(server)
                    let reply = try await one.send(
                        browser,
                        as: actor,
                        ids: world.own.merging(["epoch": newID()]) { $1 }
                    )
                    #expect(reply.status == one.status, "\(kind) \(one): \(reply)")
                }
            }
        }
    }

    @Test("On the socket, too: a foreign answer is as good as none, and nothing of it is told")
    func socket() async throws {
        try await withTestServer { server in
            let (anna, bert) = (try await person("Anna", at: server), try await person("Bert", at: server))
            let canary = Canaries.make()
            let chat = try await Chat.open("stand-in-hold", for: bert)
            let running = try await chat.ask("[canary:\(canary)]").answerID
            let done = try await Chat.open("gemini-3.8-flash", for: bert)
            let finished = try await done.answer(to: "[canary:\(canary)]").id.asString
            var heard: [[String]] = []
            for id in [running, finished, newID(), chat.id] {
                let tab = try await LiveClient.open(anna)
                let answers: JSON = [["messageID": .string(id), "offset": 0, "thoughtOffset": 0]]
                try await tab.resume(epoch: nil, since: 0, answers: answers)
                try await tab.wait("the second hello") { $0.frames.filter { $0.contains(#""hello""#) }.count == 2 }
                heard.append(await tab.state.frames)
                try await tab.close()
            }
            #expect(Set(heard.map { $0.joined() }).count == 1)
            #expect(Canaries.leaked(into: heard.flatMap { $0 }, own: nil) == [])
            try await bert.stop(running)
        }
    }
}
