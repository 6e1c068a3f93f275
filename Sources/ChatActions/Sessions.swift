package import ChatDomain
internal import Store

extension ChatActions {
    /// Who holds this token of a session; `nil` when nobody does, the session is over or its user blocked.
    package func session(token: String) async throws -> (session: Session, user: User)? {
        let hash = RandomSecret.hash(token)
        guard let found = try await store.read({ try $0.session(tokenHash: hash) }) else { return nil }
        let now = Timestamp.now
        guard !found.session.isOver(at: now, isGuest: found.user.isGuest), !found.user.isBlocked else { return nil }
        // Once an hour is enough to know when a session was last used.
        // One that is still to come is left alone: the clock may be behind, as in a machine without a battery. Brought back, the
        // session would be over as soon as the clock is set right, and a guest's conversations out of reach for ever.
        if now.milliseconds - found.session.lastSeenAt.milliseconds > 3_600_000 {
            try await write { try $0.touch(found.user.id, found.session.id, at: now) }
        }
        return found
    }

    /// The last seen first.
    package func sessions(_ user: User) async throws -> [Session] {
        let now = Timestamp.now
        return try await store.read { try $0.sessions(user.id) }.filter { !$0.isOver(at: now, isGuest: user.isGuest) }
    }

    /// The caller closes the session's sockets. Harmless when it is over.
    package func signOut(_ user: UserID, _ session: SessionID) async throws {
        try await write { _ = try $0.deleteSession(user, session) }
    }

    /// Ends the session that holds this token, if one does: its browser has another one now (ASVS 5.0, 7.2.4).
    ///
    /// - Returns: the session; the caller closes its sockets.
    package func leave(token: String) async throws -> Session? {
        let hash = RandomSecret.hash(token)
        return try await write { writer in
            guard let session = try writer.session(tokenHash: hash)?.session else { return nil }
            _ = try writer.deleteSession(session.userID, session.id)
            return session
        }
    }

    /// Ends one of the user's sessions; the caller closes its sockets. Throws `not_found`.
    package func endSession(_ user: UserID, _ id: SessionID) async throws {
        try await write { guard try $0.deleteSession(user, id) else { throw ChatError.notFound } }
    }

    /// Ends all of the user's sessions but one.
    ///
    /// - Returns: those that ended; the caller closes their sockets.
    package func endSessions(_ user: UserID, except kept: SessionID) async throws -> [SessionID] {
        try await write { try Self.endSessions(user, except: kept, $0) }
    }

    static func endSessions(_ user: UserID, except kept: SessionID?, _ writer: any ChatWriter) throws -> [SessionID] {
        let ended = try writer.sessions(user).map(\.id).filter { $0 != kept }
        try writer.deleteSessions(user, except: kept)
        return ended
    }
}
