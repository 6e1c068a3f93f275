import GeminiStandIn
import NIOHTTP1
import PolluxTesting

/// Somebody new with an account, in a browser of their own.
func person(_ name: String, at server: TestServer) async throws -> TestBrowser {
    let browser = TestBrowser(server)
    try await browser.signUp(name)
    return browser
}

/// The first administrator, in a browser of their own.
func administrator(at server: TestServer) async throws -> TestBrowser {
    let browser = TestBrowser(server)
    try await browser.becomeAdministrator()
    return browser
}

/// Somebody new without an account.
func guest(at server: TestServer) async throws -> TestBrowser {
    let browser = TestBrowser(server)
    try await browser.becomeGuest()
    return browser
}

extension [String: String] {
    /// Settings of a server that people reach at `https://chat.example.org`, as open as one on loopback.
    static let behindHTTPS = [
        "pollux.public.url": "https://chat.example.org", "pollux.registration": "open", "pollux.guests": "on",
        "pollux.rate.limits": "on",
    ]
}

/// A guest with an open tab and a conversation with a model of the stand-in's.
struct Chat {
    let browser: TestBrowser
    let tab: LiveClient
    let id: String

    static func open(_ model: String = "gemini-3.8-flash", at server: TestServer, _ fields: JSON = [:]) async throws
        -> Chat
    {
        try await open(model, for: guest(at: server), fields)
    }

    static func open(_ model: String, for browser: TestBrowser, _ fields: JSON = [:]) async throws -> Chat {
        let tab = try await LiveClient.open(browser)
        return Chat(
            browser: browser,
            tab: tab,
            id: try await browser.newConversation(fields.with("model", .string(model)))
        )
    }

    /// Asks, and waits for the end of the answer; gives the answer.
    @discardableResult
    func answer(to text: String, parent: String? = nil) async throws -> JSON {
        try await tab.settled(try await browser.ask(text, in: id, parent: parent).answerID)
    }

    @discardableResult
    func ask(_ text: String, id questionID: String = newID()) async throws -> Asked {
        try await browser.ask(text, in: id, id: questionID)
    }

    /// What Gemini was asked with the question whose answer this is: of stand-in-echo, or of any model with `[echo]`.
    static func echo(_ answer: JSON) throws -> JSON {
        let text = answer.text.asString
        guard text.hasPrefix("```") else { return try JSON(text) }
        return try JSON(text.split(separator: "\n").dropFirst().dropLast().joined(separator: "\n"))
    }
}

extension JSON {
    /// What the roles of an echo's contents said, oldest first, such as `user: Hello?`.
    var said: [String] {
        self["contents"].elements.map { "\($0.role.asString): \($0.text.asString)" }
    }
}

extension TestServer {
    /// The requests for an answer so far.
    var questionsAskedUpstream: [RecordedRequest] {
        standIn.requests.filter(\.asksForAnswer)
    }
}

extension TestServer {
    /// The shutdown that somebody has begun is told by `readyz`, as long as an answer runs.
    func waitUntilDraining() async throws {
        let end = ContinuousClock.now + .seconds(240)
        while ContinuousClock.now < end {
            let reply = try await TestBrowser(self).get("/readyz")
            if reply.status == 503, reply.json.reason == "draining" { return }
        }
        throw Reply.Unexpected(description: "the server does not go down")
    }
}

/// Calls `body` for each element, so many at a time.
func concurrently<Element: Sendable>(
    _ elements: some Sequence<Element>,
    atOnce: Int = 50,
    _ body: @escaping @Sendable (Element) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, element) in elements.enumerated() {
            if index >= atOnce { try await group.next() }
            group.addTask { try await body(element) }
        }
        try await group.waitForAll()
    }
}
