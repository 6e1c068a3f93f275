/// A question and its answer as one reply gave them.
package struct Asked: Sendable {
    package let question: JSON
    package let answer: JSON

    package var answerID: String { answer.id.asString }
}

// Commands by name. All throw `Reply.Unexpected` when they are refused.
extension TestBrowser {
    /// Makes an account and signs in; gives the user.
    @discardableResult
    package func signUp(_ name: String, password: String = "correct horse") async throws -> JSON {
        try await post("users", ["name": .string(name), "password": .string(password)]).ok().json.user
    }

    /// Makes the first administrator's account, with the link that the console shows, and signs in.
    @discardableResult
    package func becomeAdministrator(_ name: String = "Root", password: String = "correct horse") async throws -> JSON {
        let secret = server.setupSecret ?? "none: there is an administrator"
        let body: JSON = ["name": .string(name), "password": .string(password), "invitation": .string(secret)]
        return try await post("users", body).ok().json.user
    }

    @discardableResult
    package func signIn(_ name: String, password: String = "correct horse") async throws -> JSON {
        try await post("session", ["name": .string(name), "password": .string(password)]).ok().json.user
    }

    @discardableResult
    package func becomeGuest() async throws -> JSON {
        try await post("guests", [:]).ok().json.user
    }

    package func signOut() async throws {
        try await delete("session").ok()
    }

    /// Makes a conversation and gives its id.
    package func newConversation(_ fields: JSON = [:], id: String = newID()) async throws -> String {
        try await put("conversations/\(id)", fields).ok()
        return id
    }

    package func conversation(_ id: String) async throws -> JSON {
        try await get("conversations/\(id)").ok().json
    }

    /// The messages of the shown path, oldest first, at most 200 of them.
    package func messages(_ conversation: String) async throws -> [JSON] {
        try await get("conversations/\(conversation)/messages?limit=200").ok().json.messages.elements
    }

    @discardableResult
    package func ask(
        _ text: String,
        in conversation: String,
        id: String = newID(),
        parent: String? = nil
    ) async throws -> Asked {
        let body: JSON = ["id": .string(id), "text": .string(text), "parentID": parent.map(JSON.string) ?? .absent]
        let reply = try await post("conversations/\(conversation)/messages", body).ok().json
        return Asked(question: reply.question, answer: reply.answer)
    }

    @discardableResult
    package func stop(_ answer: String) async throws -> JSON {
        try await post("messages/\(answer)/stop").ok().json.answer
    }

    /// The same person at another device.
    package func anotherDevice() -> TestBrowser {
        let browser = TestBrowser(server)
        browser.cookie = cookie
        return browser
    }
}
