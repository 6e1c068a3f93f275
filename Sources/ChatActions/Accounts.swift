package import ChatDomain
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
    package func signUp(
        name: String,
        password: String,
        invitation secret: String?,
        from visitor: Visitor = Visitor()
    ) async throws -> SignedIn {
        let invitation = secret.map(RandomSecret.hash)
        guard policy.registration == .open || invitation != nil else {
            throw ChatError(.registrationClosed, "New accounts are made by invitation only, or not at all.")
        }
        let name = try Self.accountName(name)
        let password = try Password(choosing: password, name: name)
        let policy = policy
        // Hashing is dear: nobody without a good link gets that far.
        if let invitation { _ = try await store.read { try policy.good(invitation, $0) } }
        let hash = try await passwords.hash(password.text)
        let credentials = NewUser.Credentials(nameKey: nameKey(name), passwordHash: hash)
        return try await enter(visitor) { writer in
            let used = try invitation.map { try policy.good($0, writer) }
            let role = used?.role ?? .user
            let account = NewUser(name: name, role: role, credentials: credentials, createdAt: .now)
            guard let user = try writer.insertUser(account) else { throw ChatError.nameTaken }
            if let used { try writer.use(used.id, by: user.id, at: .now) }
            return user
        }
    }

    /// Makes a guest and signs in. A guest has no password and cannot come back from another browser.
    package func becomeGuest(from visitor: Visitor = Visitor()) async throws -> SignedIn {
        guard policy.admitsGuests else { throw ChatError(.guestsClosed, "This server does not admit guests.") }
        return try await enter(visitor) { writer in
            guard let user = try writer.insertUser(NewUser(name: "Guest", credentials: nil, createdAt: .now)) else {
                throw ChatError.nameTaken
            }
            return user
        }
    }

    private func enter(
        _ visitor: Visitor,
        _ make: @escaping @Sendable (any ChatWriter) throws -> User
    ) async throws -> SignedIn {
        try await write { writer in try visitor.enter(make(writer), writer) }
    }
}
