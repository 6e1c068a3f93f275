package import ChatDomain
internal import Crypto
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
    package func signUp(name: String, password: String, invitation: String?) async throws -> SignedIn {
        guard policy.registration == .open else {
            throw ChatError(.registrationClosed, "New accounts are made by invitation only, or not at all.")
        }
        try TextRule.name.check(name)
        try TextRule.password.check(password)
        let name = trimmed(name)
        guard !name.isEmpty else { throw ChatError.badRequest("name must have a visible character.", field: "name") }
        let hash = try await passwords.hash(password)
        let now = Timestamp.now
        let account = NewUser(
            name: name,
            credentials: NewUser.Credentials(nameKey: nameKey(name), passwordHash: hash),
            createdAt: now
        )
        return try await enter(account)
    }

    /// Makes a guest and signs in. A guest has no password and cannot come back from another browser.
    package func becomeGuest() async throws -> SignedIn {
        guard policy.admitsGuests else { throw ChatError(.guestsClosed, "This server does not admit guests.") }
        return try await enter(NewUser(name: "Guest", credentials: nil, createdAt: .now))
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
        try await write { try $0.insert(session, tokenHash: Self.hash(ofToken: token)) }
        return SignedIn(user: account.user, session: session, token: token)
    }

    package func signOut(_ user: UserID, _ session: SessionID) async throws {
        try await write { _ = try $0.deleteSession(user, session) }
    }

    /// Who holds this token; `nil` when nobody does or the session is over.
    package func session(token: String) async throws -> (session: Session, user: User)? {
        let hash = Self.hash(ofToken: token)
        guard let found = try await store.read({ try $0.session(tokenHash: hash) }) else { return nil }
        let now = Timestamp.now
        guard !found.session.isOver(at: now, isGuest: found.user.isGuest), !found.user.isBlocked else { return nil }
        // Once an hour is enough to know when a session was last used.
        if now.milliseconds - found.session.lastSeenAt.milliseconds > 3_600_000 {
            try await write { try $0.touch(found.user.id, found.session.id, at: now) }
        }
        return found
    }

    private func enter(_ account: NewUser) async throws -> SignedIn {
        try await write { writer in
            guard let user = try writer.insertUser(account) else {
                throw ChatError(.nameTaken, "Somebody has this name already.", field: "name")
            }
            let (session, token) = newSession(user.id)
            try writer.insert(session, tokenHash: Self.hash(ofToken: token))
            return SignedIn(user: user, session: session, token: token)
        }
    }

    private func newSession(_ user: UserID) -> (Session, token: String) {
        var random = SystemRandomNumberGenerator()
        let bytes = Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        let token = bytes.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        let now = Timestamp.now
        return (Session(id: .make(now: now), userID: user, createdAt: now, lastSeenAt: now), token)
    }

    private static func hash(ofToken token: String) -> Data {
        Data(SHA256.hash(data: Data(token.utf8)))
    }
}
