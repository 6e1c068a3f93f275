package import ChatDomain
internal import Foundation
internal import Store

/// Somebody who has just signed in: the browser gets the token, the store its hash.
package struct SignedIn: Sendable {
    package var user: User
    package var session: Session
    /// 256 random bits, base64url.
    package var token: String
}

extension ChatActions {
    /// Makes an account and signs in. The same name again: `name_taken`.
    ///
    /// - Parameter invitation: the secret of a link; needed where registration is by invitation.
    package func signUp(name: String, password: String, invitation secret: String?) async throws -> SignedIn {
        let invitation = secret.map(RandomSecret.hash)
        guard policy.registration == .open || invitation != nil else {
            throw ChatError(.registrationClosed, "New accounts are made by invitation only, or not at all.")
        }
        let name = try Self.accountName(name)
        try TextRule.password.check(password)
        let policy = policy
        // Hashing is dear: nobody without a good link gets that far.
        if let invitation { _ = try await store.read { try policy.good(invitation, $0) } }
        let hash = try await passwords.hash(password)
        let credentials = NewUser.Credentials(nameKey: nameKey(name), passwordHash: hash)
        return try await enter { writer in
            let used = try invitation.map { try policy.good($0, writer) }
            let role = used?.role ?? .user
            let account = NewUser(name: name, role: role, credentials: credentials, createdAt: .now)
            guard let user = try writer.insertUser(account) else { throw ChatError.nameTaken }
            if let used { try writer.use(used.id, by: user.id, at: .now) }
            return user
        }
    }

    /// Makes a guest and signs in. A guest has no password and cannot come back from another browser.
    package func becomeGuest() async throws -> SignedIn {
        guard policy.admitsGuests else { throw ChatError(.guestsClosed, "This server does not admit guests.") }
        return try await enter { writer in
            guard let user = try writer.insertUser(NewUser(name: "Guest", credentials: nil, createdAt: .now)) else {
                throw ChatError.nameTaken
            }
            return user
        }
    }

    /// The same words and the same time for an unknown name and a wrong password.
    package func signIn(name: String, password: String) async throws -> SignedIn {
        let wrong = ChatError(.wrongCredentials, "The name or the password is wrong.")
        try TextRule.name.check(name)
        guard password.utf8.count <= TextRule.password.lengths.upperBound * 3 else { throw wrong }
        let key = nameKey(name)
        let account = try await store.read { try $0.account(nameKey: key) }
        guard try await passwords.verify(password, account?.passwordHash), let account else { throw wrong }
        let (session, token) = newSession(account.user.id)
        try await write { try $0.insert(session, tokenHash: token.hash) }
        return SignedIn(user: account.user, session: session, token: token.text)
    }

    package func signOut(_ user: UserID, _ session: SessionID) async throws {
        try await write { _ = try $0.deleteSession(user, session) }
    }

    /// Who holds this token; `nil` when nobody does or the session is over.
    package func session(token: String) async throws -> (session: Session, user: User)? {
        let hash = RandomSecret.hash(token)
        guard let found = try await store.read({ try $0.session(tokenHash: hash) }) else { return nil }
        let now = Timestamp.now
        guard !found.session.isOver(at: now, isGuest: found.user.isGuest), !found.user.isBlocked else { return nil }
        // Once an hour is enough to know when a session was last used.
        if now.milliseconds - found.session.lastSeenAt.milliseconds > 3_600_000 {
            try await write { try $0.touch(found.user.id, found.session.id, at: now) }
        }
        return found
    }

    private func enter(_ make: @escaping @Sendable (any ChatWriter) throws -> User) async throws -> SignedIn {
        try await write { writer in
            let user = try make(writer)
            let (session, token) = newSession(user.id)
            try writer.insert(session, tokenHash: token.hash)
            return SignedIn(user: user, session: session, token: token.text)
        }
    }

    private func newSession(_ user: UserID) -> (Session, token: RandomSecret) {
        let now = Timestamp.now
        return (Session(id: .make(now: now), userID: user, createdAt: now, lastSeenAt: now), RandomSecret())
    }
}
