internal import ChatActions
internal import ChatDomain
internal import Hummingbird
internal import Live

/// A user's second factor.
struct SecondFactorController {
    let actions: ChatActions

    func addRoutes(to group: some RouterMethods<SessionContext>) {
        group.post("users/me/totp", use: add)
        group.delete("users/me/totp", use: remove)
        group.post("users/me/recovery-codes", use: renewCodes)
    }

    /// In two steps: with the password it begins, with a code it is on.
    @Sendable private func add(_ request: Request, _ context: SessionContext) async throws -> Response {
        let fields = try await request.fields(["password", "code"], upTo: Request.maximumOpenJSONBytes)
        guard fields.has("code") else {
            let new = try await actions.beginSecondFactor(
                context.user,
                password: try fields.string("password"),
                from: request.visitor(context.address)
            )
            return .json { json in
                json.member("secret", new.secret)
                json.member("uri", new.uri)
            }
        }
        guard !fields.has("password") else {
            throw ChatError.badRequest("Either the password, or then a code.", field: "password")
        }
        let codes = try await actions.confirmSecondFactor(
            context.user,
            code: try fields.string("code"),
            from: request.visitor(context.address)
        )
        return Self.reply(codes)
    }

    @Sendable private func remove(_ request: Request, _ context: SessionContext) async throws -> Response {
        let fields = try await request.fields(["password", "totp"], upTo: Request.maximumOpenJSONBytes)
        try await actions.removeSecondFactor(
            context.user,
            password: try fields.string("password"),
            code: try fields.string("totp"),
            from: request.visitor(context.address)
        )
        return .noContent
    }

    @Sendable private func renewCodes(_ request: Request, _ context: SessionContext) async throws -> Response {
        let fields = try await request.fields(["password", "totp"], upTo: Request.maximumOpenJSONBytes)
        let codes = try await actions.renewRecoveryCodes(
            context.user,
            password: try fields.string("password"),
            code: try fields.string("totp"),
            from: request.visitor(context.address)
        )
        return Self.reply(codes)
    }

    private static func reply(_ codes: [String]) -> Response {
        .json { json in
            json.name("recoveryCodes")
            json.array(codes) { json, code in json.string(code) }
        }
    }
}
