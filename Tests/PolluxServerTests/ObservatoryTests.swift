import NIOHTTP1
import PolluxTesting
import Testing

/// The score of a response as Mozilla's HTTP Observatory gives it: 100, less what is missing, more for what is better than it has
/// to be, the latter only from 90 on. Figures: mozilla/http-observatory, "Scoring", and its successor's for
/// Cross-Origin-Resource-Policy. What the service asks of redirects and preload lists cannot be seen here and counts nothing.
struct ObservatoryScore {
    private(set) var penalties: [String: Int] = [:]
    private(set) var bonuses: [String: Int] = [:]

    var total: Int {
        let base = 100 + penalties.values.reduce(0, +)
        return base >= 90 ? base + bonuses.values.reduce(0, +) : base
    }

    init(_ headers: HTTPHeaders) {
        func value(_ name: String) -> String { headers[name].joined(separator: ", ").lowercased() }
        scorePolicy(value("Content-Security-Policy"))
        if headers.contains(name: "Access-Control-Allow-Origin") { penalties["cors"] = -50 }
        let age = value("Strict-Transport-Security").firstMatch(of: /max-age=(\d+)/).flatMap { Int($0.1) } ?? 0
        if age < 15_768_000 { penalties["hsts"] = age == 0 ? -20 : -10 }
        if value("X-Content-Type-Options") != "nosniff" { penalties["nosniff"] = -5 }
        let isPrivate = ["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"]
        if isPrivate.contains(value("Referrer-Policy")) { bonuses["referrer"] = 5 } else { penalties["referrer"] = -5 }
        switch value("Cross-Origin-Resource-Policy") {
        case "same-origin", "same-site": bonuses["corp"] = 10
        default: break
        }
        for cookie in headers["Set-Cookie"] { scoreCookie(cookie.lowercased()) }
    }

    private mutating func scorePolicy(_ policy: String) {
        guard !policy.isEmpty else {
            penalties["csp"] = -25
            penalties["frames"] = -20
            return
        }
        var directives: [String: [String]] = [:]
        for directive in policy.split(separator: ";") {
            let words = directive.split(separator: " ").map(String.init)
            if let name = words.first { directives[name] = Array(words.dropFirst()) }
        }
        let scripts = directives["script-src"] ?? directives["default-src"] ?? ["*"]
        let styles = directives["style-src"] ?? directives["default-src"] ?? ["*"]
        if scripts.contains("'unsafe-inline'") || scripts.contains("*") || scripts.contains("data:") {
            penalties["csp"] = -20
        } else if scripts.contains("'unsafe-eval'") {
            penalties["csp"] = -10
        } else if !styles.contains("'unsafe-inline'") {
            bonuses["csp"] = directives["default-src"] == ["'none'"] ? 10 : 5
        }
        if directives["frame-ancestors"] == ["'none'"] || directives["frame-ancestors"] == ["'self'"] {
            bonuses["frames"] = 5
        } else {
            penalties["frames"] = -20
        }
    }

    private mutating func scoreCookie(_ cookie: String) {
        if !cookie.contains("; secure") { penalties["cookie"] = -40 }
        if !cookie.contains("; httponly") { penalties["cookie.script"] = -30 }
        if penalties["cookie"] == nil, cookie.contains("; samesite=") { bonuses["cookie"] = 5 }
    }
}

@Suite("Headers", .timeLimit(.minutes(30)))
struct ObservatoryTests {
    private static let pages = [
        "/", "/join", "/reset", "/settings", "/admin", "/c/0192ab00-0000-7000-8000-000000000000",
    ]

    @Test("Over https every page and every other reply scores at least 120")
    func scores() async throws {
        try await withTestServer(.behindHTTPS) { server in
            let anna = TestBrowser(server)
            func send(_ method: HTTPMethod, _ path: String, _ body: String? = nil) async throws -> Reply {
                try await anna.send(method, path, body: body) {
                    $0.replaceOrAdd(name: "Origin", value: "https://chat.example.org")
                }
            }
            let signedUp = try await send(.POST, "users", #"{"name":"Anna","password":"a correct horse"}"#).ok()
            var replies = [("POST users", signedUp)]
            for path in Self.pages { replies.append((path, try await send(.GET, path).ok())) }
            let others = [
                "/nowhere", "//", "/favicon.ico", "/healthz", "server", "session", "conversations", "nothing",
                "/api/v1/openapi.json", "admin/users",
            ]
            for path in others { replies.append((path, try await send(.GET, path))) }
            replies.append(("400", try await send(.POST, "guests", "nonsense")))
            replies.append(("415", try await send(.POST, "session", nil)))
            for (name, reply) in replies {
                let score = ObservatoryScore(reply.headers)
                #expect(score.total >= 120, "\(name): \(score)")
                #expect(reply.headers.first(name: "Cross-Origin-Opener-Policy") == "same-origin", "\(name)")
                #expect(reply.headers.contains(name: "Permissions-Policy"), "\(name)")
                #expect(!reply.headers.contains(name: "Server"), "\(name)")
                if !name.hasPrefix("/") || name.hasPrefix("/api") {
                    let caching = reply.headers.first(name: "Cache-Control")
                    #expect(caching == "no-store" || name.hasSuffix("openapi.json"), "\(name)")
                }
            }
        }
    }

    @Test("The score sees what is missing")
    func control() {
        #expect(ObservatoryScore(HTTPHeaders()).total == 25)
        let lax = HTTPHeaders([
            ("Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'"),
            ("Strict-Transport-Security", "max-age=63072000"), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"), ("Set-Cookie", "a=b; HttpOnly"),
        ])
        #expect(ObservatoryScore(lax).total == 40)
    }

    @Test("The policy has Trusted Types, and no source beyond ours")
    func policy() async throws {
        try await withTestServer { server in
            for path in Self.pages {
                let reply = try await TestBrowser(server).get(path).ok()
                let policy = try #require(reply.headers.first(name: "Content-Security-Policy"))
                #expect(policy.contains("require-trusted-types-for 'script'; trusted-types service-worker"))
                for foreign in ["http:", "https:", "*", "unsafe", "blob: 'unsafe"] {
                    #expect(!policy.contains(foreign))
                }
            }
        }
    }
}
