internal import ChatActions
internal import ChatDomain
internal import Hummingbird
internal import Live

/// Links that set a password. Whoever has the secret of one may.
struct PasswordResetController {
    let actions: ChatActions
    let hub: Hub

    func addRoutes(to group: RouterGroup<AppContext>) {
        group.post("password-resets", use: redeem)
        group.post("password-resets/check", use: check)
    }

    @Sendable private func redeem(_ request: Request, _ context: AppContext) async throws -> Response {
        let fields = try await request.fields(["secret", "password"], upTo: Request.maximumOpenJSONBytes)
        let (user, ended) = try await actions.setPassword(
            secret: try fields.string("secret"),
            password: try fields.string("password")
        )
        hub.close(user, sessions: ended)
        return .noContent
    }

    @Sendable private func check(_ request: Request, _ context: AppContext) async throws -> Response {
        let fields = try await request.fields(["secret"], upTo: Request.maximumOpenJSONBytes)
        let user = try await actions.passwordReset(secret: try fields.string("secret"))
        return .json { $0.member("name", user.name) }
    }
}
