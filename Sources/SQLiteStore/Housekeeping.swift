internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

extension SQLiteTransaction {
    func forgetOld(at now: Timestamp) throws -> [Data] {
        let day: Int64 = 86_400_000
        let present = now.milliseconds
        try execute("DELETE FROM changes WHERE made_at < ?", [present - Change.keptDays * day])
        try execute(
            """
            DELETE FROM sessions WHERE last_seen_at < ?
                OR created_at < ? AND (SELECT NOT is_guest FROM users WHERE users.id = sessions.user_id)
            """,
            [present - Session.idleDays * day, present - Session.longestDays * day]
        )
        // One that is over is shown for a while, so that its owner learns why a program gets in no more.
        try execute("DELETE FROM access_tokens WHERE expires_at < ?", [present - 30 * day])
        try execute("DELETE FROM password_resets WHERE expires_at < ?", [present])
        try execute(
            "DELETE FROM invitations WHERE expires_at < ? OR used_at < ?",
            [present - 30 * day, present - 30 * day]
        )
        try execute("DELETE FROM uploaded_files WHERE expires_at < ?", [present])
        try tidyIndex()
        return try deleteSharesOver(at: now)
            + deleteUnsent(before: Timestamp(milliseconds: present - Attachment.unsentDays * day))
    }
}
