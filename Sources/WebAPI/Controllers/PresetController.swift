internal import ChatActions
internal import ChatDomain
internal import Hummingbird
internal import Live
internal import Store

/// A user's named instructions.
struct PresetController {
    let actions: ChatActions

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("presets", use: list)
        group.put("presets/{id}", use: put)
        group.delete("presets/{id}", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: UserContext) async throws -> Response {
        let user = context.userID
        let presets = try await actions.store.read { try $0.presets(user) }
        return .json { json in
            json.name("presets")
            json.array(presets) { json, preset in preset.write(to: &json) }
        }
    }

    @Sendable private func put(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields(["name", "instructions"])
        guard let id = context.parameters.get("id").flatMap({ PresetID($0) }) else {
            throw ChatError.badRequest("The id in the path must be a UUID.", field: "id")
        }
        let preset = Preset(
            id: id,
            name: try fields.string("name"),
            instructions: try fields.string("instructions")
        )
        let isNew = try await actions.putPreset(context.userID, preset)
        var json = JSONWriter()
        preset.write(to: &json)
        return .json(isNew ? .created : .ok, json.buffer)
    }

    @Sendable private func delete(_ request: Request, _ context: UserContext) async throws -> Response {
        try await actions.deletePreset(context.userID, try context.pathID())
        return .noContent
    }
}
