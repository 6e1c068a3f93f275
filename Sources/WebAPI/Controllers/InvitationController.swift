internal import ChatActions
internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import Live

/// Invitations, for whoever administers the server, and what anybody who has the link may see of one.
struct InvitationController<Context: RequestContext>: Sendable {
    let actions: ChatActions
    let links: LinkMaker

    func addRoutes(to group: some RouterMethods<Context>) {
        group.get("invitations", use: list)
        group.post("invitations", use: invite)
        group.delete("invitations/{id}", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: Context) async throws -> Response {
        let all = try await actions.invitations()
        return .json { json in
            json.name("invitations")
            json.array(all) { json, invitation in invitation.write(to: &json) }
        }
    }

    @Sendable private func invite(_ request: Request, _ context: Context) async throws -> Response {
        let fields = try await request.fields(["id", "role", "note", "expiresInDays"])
        let (invitation, secret) = try await actions.invite(
            try fields.id("id"),
            role: try fields.role() ?? .user,
            note: try fields.optional("note", fields.string) ?? "",
            days: try fields.optional("expiresInDays") { name throws(ChatError) in
                try fields.integer(name, in: Invitation.days)
            } ?? 7
        )
        return .json(secret == nil ? .ok : .created) { json in
            json.name("invitation")
            invitation.write(to: &json)
            if let secret {
                json.member("secret", secret)
                json.member("link", links.link("join", secret, request))
            }
        }
    }

    @Sendable private func delete(_ request: Request, _ context: Context) async throws -> Response {
        try await actions.deleteInvitation(try context.pathID())
        return .noContent
    }
}

/// What an invitation's link leads to, for whoever has it.
struct InvitationCheck: Sendable {
    let actions: ChatActions

    func addRoutes(to group: RouterGroup<AppContext>) {
        group.post("invitations/check") { request, _ -> Response in
            let fields = try await request.fields(["secret"], upTo: Request.maximumOpenJSONBytes)
            let invitation = try await actions.invitation(secret: try fields.string("secret"))
            return .json { json in
                json.member("role", invitation.role.rawValue)
                json.member("note", invitation.note)
                json.member("expiresAt", invitation.expiresAt.rfc3339)
            }
        }
    }
}

/// Makes links that carry a secret in their fragment, which browsers send to nobody.
struct LinkMaker: Sendable {
    /// Under which whoever sent the request reaches Pollux.
    let origin: @Sendable (Request) -> String

    func link(_ page: String, _ secret: String, _ request: Request) -> String {
        "\(origin(request))/\(page)#\(secret)"
    }

    func write(_ reset: PasswordReset, to json: inout JSONWriter, _ request: Request) {
        json.member("secret", reset.secret)
        json.member("link", link("reset", reset.secret, request))
        json.member("expiresAt", reset.expiresAt.rfc3339)
    }
}

extension Invitation {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", "\(id)")
            json.member("role", role.rawValue)
            json.member("note", note)
            json.member("createdAt", createdAt.rfc3339)
            json.member("expiresAt", expiresAt.rfc3339)
            json.member("usedAt", ifPresent: usedAt?.rfc3339)
            json.member("usedBy", ifPresent: usedBy)
        }
    }
}
