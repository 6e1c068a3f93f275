internal import ChatActions
internal import ChatDomain
internal import Hummingbird
internal import Live

/// What a user has had of Gemini, and what is left of today.
struct UsageController {
    let actions: ChatActions

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("usage", use: show)
    }

    @Sendable private func show(_ request: Request, _ context: UserContext) async throws -> Response {
        let days = Int(try request.query("days", in: 1...90) ?? 1)
        let (list, limits, left) = try await actions.usage(context.userID, days: days)
        return .json { json in
            json.name("days")
            json.array(list) { json, usage in usage.write(to: &json) }
            json.name("limit")
            limits.write(to: &json)
            json.name("left")
            left.write(to: &json)
        }
    }
}

extension UsageLimits {
    /// Only what is limited.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("answers", ifPresent: answers)
            json.member("tokens", ifPresent: tokens)
        }
    }
}
