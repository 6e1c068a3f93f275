internal import ChatActions
internal import ChatDomain
internal import Foundation
internal import Hummingbird
internal import Live
internal import Store

/// Users, for whoever administers the server: in a browser with the role `admin`, or at the console. Never what anybody wrote.
struct AdminController<Context: RequestContext>: Sendable {
    let actions: ChatActions
    let hub: Hub
    let status: ServerStatus
    let links: LinkMaker

    func addRoutes(to group: some RouterMethods<Context>) {
        group.get("admin/users", use: list)
        group.post("admin/users", use: add)
        group.patch("admin/users/{id}", use: change)
        group.delete("admin/users/{id}", use: delete)
        group.post("admin/users/{id}/password-resets", use: resetPassword)
        group.get("admin/usage", use: usage)
        group.get("admin/status", use: showStatus)
    }

    @Sendable private func list(_ request: Request, _ context: Context) async throws -> Response {
        let limit = try request.limit() ?? 50
        let text = String(request.uri.queryParameters["q"] ?? "")
        guard text.utf8.count <= 256 else { throw ChatError.badRequest("q is too long.", field: "q") }
        let cursor = try request.uri.queryParameters["cursor"].map { try UserCursor(wire: $0) }
        let found = try await actions.users(matching: text, after: cursor, limit: limit + 1)
        let page = found.prefix(limit)
        return .json { json in
            json.name("users")
            json.array(page) { json, record in record.write(to: &json) }
            if found.count > limit, let last = page.last {
                json.member("nextCursor", UserCursor(name: last.user.name, id: last.user.id).wire)
            }
        }
    }

    @Sendable private func add(_ request: Request, _ context: Context) async throws -> Response {
        let fields = try await request.fields(["name", "role"])
        let (record, reset) = try await actions.addUser(
            name: try fields.string("name"),
            role: try fields.role() ?? .user
        )
        return .json(.created) { json in
            json.name("user")
            record.write(to: &json)
            links.write(reset, to: &json, request)
        }
    }

    @Sendable private func change(_ request: Request, _ context: Context) async throws -> Response {
        let fields = try await request.fields(["role", "blocked", "limits", "twoFactor"])
        var change = UserChange()
        change.role = try fields.role()
        change.isBlocked = try fields.optional("blocked", fields.bool)
        if fields.has("limits") {
            let limits = try fields.object("limits", allowing: ["answers", "tokens"])
            change.limits = UsageLimits(
                answers: try limits.optional("answers") { name throws(ChatError) in
                    Int(try limits.integer(name, in: 0...1_000_000))
                },
                tokens: try limits.optional("tokens") { name throws(ChatError) in
                    Int(try limits.integer(name, in: 0...1_000_000_000))
                }
            )
        }
        if let twoFactor = try fields.optional("twoFactor", fields.bool) {
            guard !twoFactor else {
                throw ChatError.badRequest("Only the user can turn the second factor on.", field: "twoFactor")
            }
            change.removesSecondFactor = true
        }
        let record = try await actions.changeUser(try context.publicID(), change)
        // An open socket keeps no right that is gone.
        if record.user.isBlocked { hub.closeAll(record.user.id, .notAllowed) }
        return .json { json in
            json.name("user")
            record.write(to: &json)
        }
    }

    @Sendable private func delete(_ request: Request, _ context: Context) async throws -> Response {
        let user = try await actions.deleteUser(try context.publicID())
        hub.closeAll(user.id, .signedOut)
        return .noContent
    }

    @Sendable private func resetPassword(_ request: Request, _ context: Context) async throws -> Response {
        _ = try await request.fields([])
        let (_, reset) = try await actions.resetPassword(try context.publicID())
        return .json(.created) { json in links.write(reset, to: &json, request) }
    }

    @Sendable private func usage(_ request: Request, _ context: Context) async throws -> Response {
        let days = Int(try request.query("days", in: 1...90) ?? 7)
        let all = try await actions.usageOfAll(days: days)
        let byDay = Dictionary(grouping: all, by: \.usage.day).sorted { $0.key > $1.key }
        return .json { json in
            json.name("days")
            json.array(byDay) { json, day in
                json.object { json in
                    json.member("day", day.key.text)
                    json.name("users")
                    json.array(day.value) { json, entry in
                        json.object { json in
                            json.member("id", entry.user.publicID.uuidString.lowercased())
                            json.member("name", entry.user.name)
                            json.member("answers", entry.usage.answers)
                            json.member("promptTokens", entry.usage.promptTokens)
                            json.member("outputTokens", entry.usage.outputTokens)
                        }
                    }
                }
            }
        }
    }

    @Sendable private func showStatus(_ request: Request, _ context: Context) async throws -> Response {
        let totals = try await actions.totals()
        let answers = status.answers()
        return .json { json in
            json.member("version", status.version)
            json.member("startedAt", status.startedAt.rfc3339)
            json.member("answersRunning", answers.running)
            json.member("answersQueued", answers.queued)
            json.member("sockets", hub.socketCount)
            json.member("users", totals.accounts)
            json.member("guests", totals.guests)
            json.name("storage")
            json.object { json in
                json.member("databaseBytes", totals.databaseBytes)
                json.member("attachmentBytes", totals.attachmentBytes)
                if let free = status.freeBytes() { json.member("freeBytes", free) }
            }
        }
    }
}

extension RequestContext {
    /// The id of a user in the path. One that cannot be an id names nobody.
    fileprivate func publicID() throws -> UUID {
        let id: Identifier<User> = try pathID()
        return id.uuid
    }
}

extension CommandFields {
    func role() throws(ChatError) -> User.Role? {
        guard let word = try optional("role", string) else { return nil }
        guard let role = User.Role(rawValue: word) else {
            throw .badRequest("role must be admin or user.", field: "role")
        }
        return role
    }
}

extension UserCursor {
    /// Opaque to clients.
    fileprivate var wire: String {
        Data("\(id.rawValue) \(name)".utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    fileprivate init(wire: Substring) throws {
        var base64 = String(wire).replacing("-", with: "+").replacing("_", with: "/")
        while base64.utf8.count % 4 != 0 { base64 += "=" }
        guard wire.utf8.count <= 1024, let data = Data(base64Encoded: base64),
            let text = String(data: data, encoding: .utf8)
        else { throw ChatError.badRequest("cursor is none of ours.", field: "cursor") }
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Int64(parts[0]) else {
            throw ChatError.badRequest("cursor is none of ours.", field: "cursor")
        }
        self.init(name: String(parts[1]), id: UserID(rawValue: id))
    }
}

extension UserRecord {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", user.publicID.uuidString.lowercased())
            json.member("name", user.name)
            json.member("role", user.role.rawValue)
            json.member("guest", user.isGuest)
            json.member("blocked", user.isBlocked)
            json.member("createdAt", user.createdAt.rfc3339)
            json.member("lastSeenAt", ifPresent: lastSeenAt?.rfc3339)
            json.member("hasPassword", hasPassword)
            json.member("twoFactor", hasSecondFactor)
            json.member("sessions", sessions)
            json.member("tokens", accessTokens)
            json.member("conversations", conversations)
            json.member("messages", messages)
            json.member("attachmentBytes", attachmentBytes)
            json.name("limits")
            user.limits.write(to: &json)
            json.name("today")
            json.object { json in
                json.member("answers", today.answers)
                json.member("tokens", today.tokens)
            }
        }
    }
}
