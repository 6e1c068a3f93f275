package import ChatDomain
internal import Foundation
internal import Store

extension ChatActions {
    /// Makes an invitation. The same id again: the invitation as it is, and no secret.
    ///
    /// - Parameter days: for how long it is good.
    /// - Returns: the secret of its link, which nobody can be told again.
    package func invite(
        _ id: InvitationID,
        role: User.Role,
        note: String,
        days: Int64
    ) async throws -> (invitation: Invitation, secret: String?) {
        try TextRule.note.check(note)
        let secret = RandomSecret()
        let now = Timestamp.now
        let new = Invitation(
            id: id,
            role: role,
            note: trimmed(note),
            createdAt: now,
            expiresAt: Timestamp(milliseconds: now.milliseconds + days * 86_400_000)
        )
        return try await write { writer in
            if let before = try writer.invitation(id) {
                guard !before.isSetup, before.role == new.role, before.note.utf8.elementsEqual(new.note.utf8) else {
                    throw ChatError(.conflict, "This id belongs to another invitation.", field: "id")
                }
                return (before, nil)
            }
            guard try writer.invitations().count < Invitation.maximumCount else {
                throw ChatError(.tooMany, "There are \(Invitation.maximumCount) invitations. Delete some first.")
            }
            try writer.insert(new, secretHash: secret.hash)
            return (new, secret.text)
        }
    }

    package func invitations() async throws -> [Invitation] {
        try await store.read { try $0.invitations() }
    }

    package func deleteInvitation(_ id: InvitationID) async throws {
        try await write { guard try $0.deleteInvitation(id) else { throw ChatError.notFound } }
    }

    /// What the secret of a link leads to. Throws `invalid_link`.
    package func invitation(secret: String) async throws -> Invitation {
        let hash = RandomSecret.hash(secret)
        let policy = policy
        return try await store.read { try policy.good(hash, $0) }
    }

    /// While nobody administers the server: the secret of a link for whoever has the console. The one before counts no more.
    package func setupSecret() async throws -> String? {
        let secret = RandomSecret()
        let now = Timestamp.now
        let invitation = Invitation(
            id: .make(now: now),
            role: .admin,
            note: "",
            isSetup: true,
            createdAt: now,
            expiresAt: Timestamp(milliseconds: now.milliseconds + 30 * 86_400_000)
        )
        return try await write { writer in
            try writer.deleteSetupInvitations()
            guard try writer.administrators() == 0 else { return nil }
            try writer.insert(invitation, secretHash: secret.hash)
            return secret.text
        }
    }
}

extension ChatPolicy {
    /// The invitation whose secret has this hash, if it counts here and now. Throws `invalid_link`, the same for all reasons.
    func good(_ secretHash: Data, _ reader: any ChatReader) throws -> Invitation {
        guard let invitation = try reader.invitation(secretHash: secretHash), invitation.isGood(at: .now),
            invitation.isSetup ? try reader.administrators() == 0 : registration != .closed
        else { throw ChatError.invalidLink }
        return invitation
    }
}

extension ChatError {
    static let invalidLink = ChatError(
        .invalidLink,
        "This link is used up, too old or not complete. Ask whoever gave it to you for a new one."
    )
}
