package import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

extension SQLiteStore {
    /// The second factors that are on. Blocks: it is for the start.
    package func sealedFactors() throws -> [SealedFactor] {
        try StoredDatabase.explain { try pool.read(SealedFactor.all) }
    }
}

extension StoredDatabase {
    /// The second factors that are on.
    package func sealedFactors() throws -> [SealedFactor] {
        try Self.explain { try queue.read(SealedFactor.all) }
    }
}

extension SealedFactor {
    /// One that was only begun is begun anew, whatever becomes of it.
    fileprivate static func all(_ db: Database) throws -> [SealedFactor] {
        // They came with the third schema.
        guard try db.tableExists("second_factors") else { return [] }
        return try Row.fetchAll(db, sql: "SELECT user_id, sealed_secret FROM second_factors WHERE is_confirmed")
            .map { SealedFactor(user: UserID(rawValue: $0[0]), sealedSecret: $0[1]) }
    }
}

extension SQLiteAccess {
    func secondFactor(_ user: UserID) throws -> SecondFactor? {
        try row(
            "SELECT sealed_secret, is_confirmed, last_step FROM second_factors WHERE user_id = ?",
            [user.rawValue]
        ).map { SecondFactor(sealedSecret: $0[0], isConfirmed: $0[1], lastStep: $0[2]) }
    }

    func recoveryCodes(_ user: UserID) throws -> Int {
        try row("SELECT count(*) FROM recovery_codes WHERE user_id = ?", [user.rawValue])?[0] ?? 0
    }

    func isRecoveryCode(_ user: UserID, hash: Data) throws -> Bool {
        try row("SELECT 1 FROM recovery_codes WHERE user_id = ? AND code_hash = ?", [user.rawValue, hash]) != nil
    }
}

extension SQLiteTransaction {
    func put(_ user: UserID, _ factor: SecondFactor) throws {
        try execute(
            """
            INSERT OR REPLACE INTO second_factors (user_id, sealed_secret, is_confirmed, last_step) VALUES (?, ?, ?, ?)
            """,
            [user.rawValue, factor.sealedSecret, factor.isConfirmed, factor.lastStep]
        )
    }

    func deleteSecondFactor(_ user: UserID) throws {
        try execute("DELETE FROM second_factors WHERE user_id = ?", [user.rawValue])
        try execute("DELETE FROM recovery_codes WHERE user_id = ?", [user.rawValue])
    }

    func noteStep(_ user: UserID, _ step: Int64) throws -> Bool {
        try execute(
            // One that is minutes ahead was noted while the clock was wrong.
            """
            UPDATE second_factors SET last_step = ?1
                WHERE user_id = ?2 AND (last_step < ?1 OR last_step > ?1 + 11)
            """,
            [step, user.rawValue]
        )
        return db.changesCount > 0
    }

    func setRecoveryCodes(_ user: UserID, hashes: [Data]) throws {
        try execute("DELETE FROM recovery_codes WHERE user_id = ?", [user.rawValue])
        for hash in hashes {
            try execute("INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)", [user.rawValue, hash])
        }
    }

    func useRecoveryCode(_ user: UserID, hash: Data) throws -> Bool {
        try execute("DELETE FROM recovery_codes WHERE user_id = ? AND code_hash = ?", [user.rawValue, hash])
        return db.changesCount > 0
    }
}
