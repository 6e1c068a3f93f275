package import ChatDomain
internal import Store

extension ChatActions {
    /// Stores a preset, in place of one with the same id. `true`: there was none.
    package func putPreset(_ user: UserID, _ preset: Preset) async throws -> Bool {
        try TextRule.name.check(preset.name)
        try TextRule.instructions.check(preset.instructions)
        return try await write { writer in
            let others = try writer.presets(user).filter { $0.id != preset.id }
            let isNew = try writer.presets(user).count == others.count
            guard !isNew || others.count < Preset.maximumCount else {
                throw ChatError(.conflict, "There are \(Preset.maximumCount) presets already; please delete one.")
            }
            try writer.put(user, preset)
            return isNew
        }
    }

    /// Deleting it again is harmless.
    package func deletePreset(_ user: UserID, _ id: PresetID) async throws {
        try await write { try $0.deletePreset(user, id) }
    }
}
