internal import Answering
package import ChatActions
internal import ChatDomain
internal import Gemini
internal import Hummingbird
internal import Live
internal import Logging

/// What anybody may know of this server.
package struct ServerDescription: Sendable {
    package var version: String
    /// Answers come from the stand-in, because there is no key.
    package var isDemo: Bool
    package var policy: ChatPolicy

    package init(version: String, isDemo: Bool, policy: ChatPolicy) {
        self.version = version
        self.isDemo = isDemo
        self.policy = policy
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("version", version)
        json.member("demo", isDemo)
        json.member("defaultModel", policy.defaultModel)
        json.member("contextExchanges", ContextWindow.defaultExchanges)
        json.member("registration", policy.registration.rawValue)
        json.member("guests", policy.admitsGuests)
        json.member("maxAttachmentBytes", policy.maximumAttachmentBytes)
        json.member("maxTextLength", TextRule.maximumQuestionLength)
        json.name("usageLimits")
        policy.usage.write(to: &json)
    }
}

/// What the server is, and which models it offers.
struct ServerController {
    let server: ServerDescription
    let models: ModelCatalog

    func addRoutes(to group: RouterGroup<AppContext>) {
        group.get("server") { _, _ in Response.json(.ok) { server.writeMembers(to: &$0) } }
    }

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("models", use: list)
    }

    @Sendable private func list(_ request: Request, _ context: UserContext) async throws -> Response {
        let models: [Model]
        do {
            models = try await self.models.chatModels()
        } catch {
            context.logger.warning("The list of models cannot be read", metadata: ["gemini.error": "\(error)"])
            throw ChatError(.upstreamUnavailable, "Gemini's list of models cannot be read now.", retryAfterSeconds: 30)
        }
        return .json { json in
            json.name("models")
            json.array(models) { json, model in model.write(to: &json) }
            json.member("default", server.policy.defaultModel)
        }
    }
}

extension Model {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("displayName", displayName ?? id)
            json.member("inputTokenLimit", ifPresent: inputTokenLimit)
            json.member("outputTokenLimit", ifPresent: outputTokenLimit)
            json.member("thinking", thinking ?? false)
            if !thinkingLevels.isEmpty {
                json.name("thinkingLevels")
                json.array(thinkingLevels) { json, level in json.string(level) }
            }
            if takesSampling {
                json.name("maxTemperature")
                json.number(maxTemperature ?? 2)
            }
            if makesPictures { json.member("picture", true) }
        }
    }
}
