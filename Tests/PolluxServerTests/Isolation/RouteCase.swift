import NIOHTTP1
import PolluxTesting

/// One way to use a route, with places for ids: `{conversation}`, `{answer}` and so on stand for an id of that kind in path,
/// query or body, `{new}` for an id that nobody has, `{name}` for a name that nobody has.
struct RouteCase: Sendable, CustomStringConvertible {
    /// Whom the route lets in.
    enum Access: Sendable {
        case anybody
        /// Whoever is signed in, with a browser or an access token.
        case user
        /// Signed in with a browser.
        case session
        /// An administrator in a browser.
        case administrator
    }

    /// What an id names.
    static let kinds: Set = [
        "conversation", "question", "answer", "attachment", "preset", "session", "token", "export", "share", "user",
        "invitation",
    ]
    /// What belongs to the server and not to one user.
    static let common: Set = ["user", "invitation"]

    let method: HTTPMethod
    let path: String
    let body: String?
    let access: Access
    /// The status when all ids are one's own.
    let status: Int
    /// The same for an administrator, where it differs.
    let administratorStatus: Int?
    /// The kinds whose id here is the client's to choose: a foreign one is as good as a new one.
    let chosen: Set<String>
    /// Ends what the others need: it gets people of its own.
    let isLast: Bool

    init(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        for access: Access = .user,
        status: Int = 200,
        administratorStatus: Int? = nil,
        chosen: Set<String> = [],
        isLast: Bool = false
    ) {
        (self.method, self.path, self.body, self.access, self.status) = (method, path, body, access, status)
        (self.administratorStatus, self.chosen, self.isLast) = (administratorStatus, chosen, isLast)
    }

    var description: String { "\(method) \(path)" + (body.map { " \($0)" } ?? "") }

    /// The route as the router lists it.
    var route: String {
        let plain = path.prefix { $0 != "?" }.replacing(/\{[a-z]+\}/, with: "{id}")
        return "\(method) " + (plain.hasPrefix("/") ? plain : "/api/v1/" + plain)
    }

    /// The kinds of ids that stand in it, those of the path first.
    var slots: [String] {
        (path + (body ?? "")).matches(of: /\{([a-z]+)\}/).map { String($0.1) }.filter(Self.kinds.contains)
    }

    func isInPath(_ slot: String) -> Bool { path.prefix { $0 != "?" }.contains("{\(slot)}") }

    /// Sends it with these ids.
    func send(_ browser: TestBrowser, as actor: Actor, ids: [String: String], method: HTTPMethod? = nil) async throws
        -> Reply
    {
        var (path, body) = (path, body)
        let values = ids.merging(["new": newID(), "name": "n" + newID()]) { $1 }
        for (name, id) in values {
            path = path.replacing("{\(name)}", with: id)
            body = body?.replacing("{\(name)}", with: id)
        }
        return try await browser.send(method ?? self.method, path, body: body) { headers in
            if let token = actor.token { headers.add(name: "Authorization", value: "Bearer \(token)") }
            if path.hasPrefix("attachments/") || path.hasPrefix("imports/"), body != nil {
                headers.replaceOrAdd(name: "Content-Type", value: "application/octet-stream")
                headers.add(name: "Upload-Offset", value: "0")
            }
        }
    }
}

/// All ways that are tried. A route of the server's without one fails `IsolationTests`.
enum RouteTable {
    static let cases = pages + open + own + conversations + messages + found + shares + rest + administration

    private static let pages = [
        RouteCase(.GET, "/healthz", for: .anybody), RouteCase(.GET, "/readyz", for: .anybody),
        RouteCase(.GET, "/", for: .anybody), RouteCase(.GET, "/c/{conversation}", for: .anybody),
        RouteCase(.GET, "/join", for: .anybody), RouteCase(.GET, "/reset", for: .anybody),
        RouteCase(.GET, "/settings", for: .anybody), RouteCase(.GET, "/admin", for: .anybody),
        RouteCase(.GET, "/share", for: .anybody),
        RouteCase(.GET, "/favicon.ico", for: .anybody),
        RouteCase(.GET, "/service-worker.js", for: .anybody), RouteCase(.GET, "/manifest.webmanifest", for: .anybody),
        RouteCase(.GET, "/api/v1/openapi.json", for: .anybody),
    ]

    /// The page's modules: the router's own words for it, and a file of any build.
    static let files = ("GET /v/{build}/**", "/v/any/main.js")

    private static let open = [
        RouteCase(.GET, "server", for: .anybody),
        RouteCase(.POST, "users", #"{"name":"{name}","password":"correct horse"}"#, for: .anybody, status: 201),
        RouteCase(.POST, "guests", "{}", for: .anybody, status: 201),
        RouteCase(.POST, "session", #"{"name":"{name}","password":"correct horse"}"#, for: .anybody, status: 401),
        RouteCase(.POST, "invitations/check", #"{"secret":"{new}"}"#, for: .anybody, status: 403),
        RouteCase(.POST, "password-resets/check", #"{"secret":"{new}"}"#, for: .anybody, status: 403),
        RouteCase(
            .POST,
            "password-resets",
            #"{"secret":"{new}","password":"correct horses"}"#,
            for: .anybody,
            status: 403
        ),
        RouteCase(.POST, "shares/open", #"{"secret":"{new}"}"#, for: .anybody, status: 404),
        RouteCase(
            .POST,
            "shares/file",
            #"{"secret":"{new}","attachmentID":"{attachment}"}"#,
            for: .anybody,
            status: 404
        ),
    ]

    private static let own = [
        RouteCase(.GET, "session"), RouteCase(.DELETE, "session", for: .session, status: 204, isLast: true),
        RouteCase(.GET, "users/me"), RouteCase(.PATCH, "users/me", #"{"name":"{name}"}"#, for: .session),
        RouteCase(.PATCH, "users/me", #"{"settings":{"theme":"dark"}}"#, for: .session),
        RouteCase(
            .DELETE,
            "users/me",
            #"{"password":"correct horse"}"#,
            for: .session,
            status: 204,
            administratorStatus: 409,
            isLast: true
        ),
        RouteCase(.POST, "users/me/totp", #"{"password":"correct horse"}"#, for: .session),
        RouteCase(
            .DELETE,
            "users/me/totp",
            #"{"password":"correct horse","totp":"123456"}"#,
            for: .session,
            status: 409
        ),
        RouteCase(
            .POST,
            "users/me/recovery-codes",
            #"{"password":"correct horse","totp":"123456"}"#,
            for: .session,
            status: 409
        ),
        RouteCase(.GET, "sessions", for: .session),
        RouteCase(.DELETE, "sessions/{session}", for: .session, status: 204, isLast: true),
        RouteCase(.DELETE, "sessions", for: .session, status: 204, isLast: true),
        RouteCase(.GET, "tokens", for: .session),
        RouteCase(.POST, "tokens", #"{"id":"{new}","name":"A program"}"#, for: .session, status: 201),
        RouteCase(
            .POST,
            "tokens",
            #"{"id":"{token}","name":"Another program"}"#,
            for: .session,
            status: 409,
            chosen: ["token"]
        ),
        RouteCase(.DELETE, "tokens/{token}", for: .session, status: 204, isLast: true),
        RouteCase(
            .POST,
            "exports",
            #"{"id":"{export}"}"#,
            for: .session,
            status: 202,
            chosen: ["export"],
            isLast: true
        ),
        RouteCase(.GET, "exports/{export}", for: .session),
        RouteCase(.GET, "exports/{export}/file", for: .session),
    ]

    private static let conversations = [
        RouteCase(.GET, "conversations"), RouteCase(.GET, "conversations?archived=true&limit=200"),
        RouteCase(
            .PUT,
            "conversations/{conversation}/draft",
            #"{"id":"{question}","text":"Hel"}"#,
            status: 204,
            chosen: ["question"]
        ),
        RouteCase(.PUT, "conversations/{conversation}", #"{"title":"Mine"}"#, chosen: ["conversation"]),
        RouteCase(.GET, "conversations/{conversation}"),
        RouteCase(.PATCH, "conversations/{conversation}", #"{"title":"Mine now"}"#),
        RouteCase(.PATCH, "conversations/{conversation}", #"{"leafID":"{answer}"}"#),
        RouteCase(.PATCH, "conversations/{conversation}", "{}"),
        RouteCase(.DELETE, "conversations/{conversation}", status: 204, isLast: true),
        RouteCase(.PUT, "conversations/{conversation}/read", #"{"seq":1}"#, status: 204),
        RouteCase(.GET, "conversations?unread=true&pinned=true"),
        RouteCase(.PUT, "conversations/{conversation}/draft", #"{"id":"{new}","text":"Hel"}"#, status: 204),
        RouteCase(.GET, "conversations/{conversation}/context"),
        RouteCase(.GET, "conversations/{conversation}/messages"),
        RouteCase(.GET, "conversations/{conversation}/messages?limit=200"),
        RouteCase(.GET, "conversations/{conversation}/messages?around={answer}"),
        RouteCase(.GET, "conversations/{conversation}/messages?leaf={question}&before=3"),
    ]

    private static let messages = [
        RouteCase(.POST, "conversations/{conversation}/messages", #"{"id":"{new}","text":"Hello?"}"#, status: 201),
        RouteCase(
            .POST,
            "conversations/{conversation}/messages",
            #"{"id":"{new}","text":"Hello?","parentID":"{answer}"}"#,
            status: 201
        ),
        RouteCase(
            .POST,
            "conversations/{conversation}/messages",
            #"{"id":"{new}","text":"Hello?","attachments":["{attachment}"]}"#,
            status: 201
        ),
        RouteCase(
            .POST,
            "conversations/{conversation}/messages",
            #"{"id":"{question}","text":"Other words"}"#,
            status: 409,
            chosen: ["question"]
        ),
        RouteCase(
            .POST,
            "conversations/{conversation}/messages",
            #"{"id":"{new}","text":"Hello?","quoteID":"{answer}"}"#,
            status: 201
        ),
        RouteCase(.POST, "messages/{answer}/stop"),
        RouteCase(.POST, "messages/{answer}/regenerate", #"{"id":"{new}"}"#, status: 201, isLast: true),
        RouteCase(.POST, "messages/{question}/edit", #"{"id":"{new}","text":"Hi?"}"#, status: 201, isLast: true),
        RouteCase(
            .POST,
            "messages/{question}/edit",
            #"{"id":"{new}","text":"Hi?","attachments":["{attachment}"]}"#,
            status: 201,
            isLast: true
        ),
        RouteCase(.GET, "messages?starred=true"), RouteCase(.PATCH, "messages/{answer}", #"{"starred":true}"#),
        RouteCase(.PATCH, "messages/{question}", #"{"starred":false}"#),
        RouteCase(.GET, "messages/{answer}/suggestions"),
        RouteCase(.DELETE, "messages/{answer}", status: 204, isLast: true),
        RouteCase(.DELETE, "messages/{question}", status: 204, isLast: true),
    ]

    /// Everybody's texts hold the word `canary`.
    private static let found = [
        RouteCase(.GET, "search?q=canary&limit=200"), RouteCase(.GET, "search?q=c"),
        RouteCase(.GET, "search?q=canary&cursor=m.9000000000000000000"),
        RouteCase(.GET, "search?q=canary&conversationID={conversation}"),
    ]

    private static let shares = [
        RouteCase(.GET, "shares"),
        RouteCase(.POST, "shares", #"{"id":"{new}","conversationID":"{conversation}"}"#, status: 201),
        RouteCase(
            .POST,
            "shares",
            #"{"id":"{new}","conversationID":"{conversation}","messageID":"{answer}","days":null}"#,
            status: 201
        ),
        RouteCase(.POST, "shares", #"{"id":"{share}","conversationID":"{conversation}"}"#, chosen: ["share"]),
        RouteCase(.DELETE, "shares/{share}", status: 204, isLast: true),
    ]

    private static let rest = [
        RouteCase(.PUT, "attachments/{attachment}?name=file", "Other bytes", status: 409, chosen: ["attachment"]),
        RouteCase(.GET, "attachments/{attachment}"),
        RouteCase(.GET, "imports"), RouteCase(.GET, "imports/{import}"),
        RouteCase(
            .POST,
            "imports",
            #"{"id":"{import}","name":"Another file","bytes":5}"#,
            status: 409,
            chosen: ["import"],
            isLast: true
        ),
        RouteCase(.PATCH, "imports/{import}", "first", isLast: true),
        RouteCase(.DELETE, "imports/{import}", status: 204, isLast: true),
        RouteCase(.GET, "presets"),
        RouteCase(.PUT, "presets/{preset}", #"{"name":"N","instructions":"I"}"#, chosen: ["preset"], isLast: true),
        RouteCase(.DELETE, "presets/{preset}", status: 204, isLast: true),
        RouteCase(.GET, "usage"), RouteCase(.GET, "models"), RouteCase(.GET, "changes?since=0"),
        // With a place it would go on for ever; see `EventTests` for what it tells.
        RouteCase(.GET, "events?epoch={epoch}", status: 400), RouteCase(.GET, "changes?since=0&epoch={epoch}"),
        RouteCase(.GET, "live", status: 426),
    ]

    private static let administration = [
        RouteCase(.GET, "admin/users?limit=200", for: .administrator),
        RouteCase(.GET, "admin/users?q={name}", for: .administrator),
        RouteCase(.POST, "admin/users", #"{"name":"{name}"}"#, for: .administrator, status: 201),
        RouteCase(.PATCH, "admin/users/{user}", #"{"limits":{"answers":100}}"#, for: .administrator),
        RouteCase(.POST, "admin/users/{user}/password-resets", "{}", for: .administrator, status: 201),
        RouteCase(.DELETE, "admin/users/{user}", for: .administrator, status: 204, isLast: true),
        RouteCase(.GET, "admin/usage?days=90", for: .administrator),
        RouteCase(.GET, "admin/status", for: .administrator),
        RouteCase(.GET, "invitations", for: .administrator),
        RouteCase(.POST, "invitations", #"{"id":"{new}","note":"For nobody"}"#, for: .administrator, status: 201),
        RouteCase(.DELETE, "invitations/{invitation}", for: .administrator, status: 204, isLast: true),
    ]
}
