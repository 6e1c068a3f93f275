internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

private let columns = """
    invitations.id, invitations.role, invitations.note, invitations.is_setup, invitations.created_at,
    invitations.expires_at, invitations.used_at, users.name
    """
private let source = "invitations LEFT JOIN users ON users.id = invitations.used_by"

extension Invitation {
    fileprivate init(row: Row) {
        self.init(
            id: InvitationID(uuid: row[0]),
            role: User.Role(rawValue: row[1]) ?? .user,
            note: row[2],
            isSetup: row[3],
            createdAt: Timestamp(milliseconds: row[4]),
            expiresAt: Timestamp(milliseconds: row[5]),
            usedAt: (row[6] as Int64?).map(Timestamp.init(milliseconds:)),
            usedBy: row[7]
        )
    }
}

extension SQLiteAccess {
    func invitations() throws -> [Invitation] {
        try rows(
            "SELECT \(columns) FROM \(source) WHERE NOT is_setup ORDER BY invitations.created_at DESC, invitations.id DESC",
            []
        ).map(Invitation.init)
    }

    func invitation(_ id: InvitationID) throws -> Invitation? {
        try row("SELECT \(columns) FROM \(source) WHERE invitations.id = ?", [id.uuid]).map(Invitation.init)
    }

    func invitation(secretHash: Data) throws -> Invitation? {
        try row("SELECT \(columns) FROM \(source) WHERE secret_hash = ?", [secretHash]).map(Invitation.init)
    }

    func passwordReset(secretHash: Data, at now: Timestamp) throws -> User? {
        try row(
            """
            SELECT \(User.columns) FROM password_resets JOIN users ON users.id = password_resets.user_id
            WHERE secret_hash = ? AND expires_at > ?
            """,
            [secretHash, now.milliseconds]
        ).map(User.init)
    }
}

extension SQLiteTransaction {
    func insert(_ invitation: Invitation, secretHash: Data) throws {
        try execute(
            """
            INSERT INTO invitations (id, secret_hash, role, note, is_setup, created_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                invitation.id.uuid, secretHash, invitation.role.rawValue, invitation.note, invitation.isSetup,
                invitation.createdAt.milliseconds, invitation.expiresAt.milliseconds,
            ]
        )
    }

    func use(_ invitation: InvitationID, by user: UserID, at now: Timestamp) throws {
        try execute(
            "UPDATE invitations SET used_at = ?, used_by = ? WHERE id = ? AND used_at IS NULL",
            [now.milliseconds, user.rawValue, invitation.uuid]
        )
        guard db.changesCount > 0 else { throw ChatError.notFound }
    }

    func deleteInvitation(_ id: InvitationID) throws -> Bool {
        try execute("DELETE FROM invitations WHERE id = ? AND NOT is_setup", [id.uuid])
        return db.changesCount > 0
    }

    func deleteSetupInvitations() throws {
        try execute("DELETE FROM invitations WHERE is_setup AND used_at IS NULL", [])
    }

    func setPasswordReset(_ user: UserID, secretHash: Data, expiresAt: Timestamp, at now: Timestamp) throws {
        try execute(
            "INSERT OR REPLACE INTO password_resets (user_id, secret_hash, created_at, expires_at) VALUES (?, ?, ?, ?)",
            [user.rawValue, secretHash, now.milliseconds, expiresAt.milliseconds]
        )
    }

    func deletePasswordReset(_ user: UserID) throws {
        try execute("DELETE FROM password_resets WHERE user_id = ?", [user.rawValue])
    }
}
