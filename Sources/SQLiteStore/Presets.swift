internal import ChatDomain
internal import GRDB
internal import Store

extension SQLiteAccess {
    func presets(_ user: UserID) throws -> [Preset] {
        try rows("SELECT id, name, instructions FROM presets WHERE user_id = ? ORDER BY name, id", [user.rawValue])
            .map { Preset(id: PresetID(uuid: $0[0]), name: $0[1], instructions: $0[2]) }
    }
}

extension SQLiteTransaction {
    func put(_ user: UserID, _ preset: Preset) throws {
        try execute(
            "INSERT OR REPLACE INTO presets (user_id, id, name, instructions) VALUES (?, ?, ?, ?)",
            [user.rawValue, preset.id.uuid, preset.name, preset.instructions]
        )
    }

    func deletePreset(_ user: UserID, _ id: PresetID) throws {
        try execute("DELETE FROM presets WHERE user_id = ? AND id = ?", [user.rawValue, id.uuid])
    }
}
