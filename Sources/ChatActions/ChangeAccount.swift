package import ChatDomain
internal import Store

/// What a user changes of the own account; `nil` leaves it.
package struct AccountChange: Sendable {
    package var name: String?
    package var password: String?
    /// The password so far; needed to change it.
    package var currentPassword: String?
    /// Of the second factor, or a recovery code; needed to change the password when the user has one.
    package var code: String?
    /// What to set; `.some(nil)` takes a value away, what is not named stays.
    package var settings: [UserSettings.Key: String?]

    package init(
        name: String? = nil,
        password: String? = nil,
        currentPassword: String? = nil,
        code: String? = nil,
        settings: [UserSettings.Key: String?] = [:]
    ) {
        self.name = name
        self.password = password
        self.currentPassword = currentPassword
        self.code = code
        self.settings = settings
    }
}

/// An account as it was changed.
package struct ChangedAccount: Sendable {
    package var user: User
    /// The session's new token; `nil`: the old one still counts.
    package var token: String?
    /// Sessions that ended; the caller closes their sockets.
    package var ended: [SessionID] = []
}

extension ChatActions {
    /// Changes the user's name, password or settings; a guest who gives name and password has an account from then on.
    ///
    /// Another password ends all other sessions and links that would set one, and gives this session a new token.
    ///
    /// - Throws: `name_taken`, `wrong_credentials`, `totp_required`, `wrong_totp`, `registration_closed`.
    package func changeAccount(
        _ user: User,
        in session: SessionID,
        _ change: AccountChange,
        from visitor: Visitor
    ) async throws -> ChangedAccount {
        // Refused before anything dear is done; what counts is merged again with what is there then.
        _ = try user.settings.merging(change.settings)
        let isOfSettings = !change.settings.isEmpty && change.name == nil && change.password == nil
        if user.isGuest, !isOfSettings { return try await settle(user, in: session, change) }
        let name = try change.name.map(Self.accountName)
        guard let password = change.password else {
            return ChangedAccount(
                user: try await write { writer in
                    try Self.set(change.settings, of: try Self.rename(user, name, writer), writer)
                }
            )
        }
        guard let current = change.currentPassword else {
            throw ChatError.badRequest("The password so far is needed.", field: "currentPassword")
        }
        let chosen = try Password(choosing: password, name: name ?? user.name)
        let hash = try await passwords.hash(chosen.text)
        let code = change.code
        return try await confirm(user, password: current, code: code, from: visitor, field: "currentPassword") {
            writer in
            let user = try Self.set(change.settings, of: try Self.rename(user, name, writer), writer)
            try writer.setPassword(user.id, hash: hash)
            return try Self.renew(user, session, writer)
        }
    }

    /// A guest stays.
    private func settle(_ guest: User, in session: SessionID, _ change: AccountChange) async throws -> ChangedAccount {
        guard policy.registration == .open else {
            throw ChatError(.registrationClosed, "New accounts are made by invitation only, or not at all.")
        }
        guard let name = try change.name.map(Self.accountName) else {
            throw ChatError.badRequest("An account needs a name.", field: "name")
        }
        guard let password = change.password else {
            throw ChatError.badRequest("An account needs a password.", field: "password")
        }
        let chosen = try Password(choosing: password, name: name)
        let hash = try await passwords.hash(chosen.text)
        return try await write { writer in
            // Twice at once: the second one finds no guest any more, and must not set a password without the first one's.
            guard try writer.user(guest.id)?.isGuest == true else {
                throw ChatError(.conflict, "This guest has an account already.")
            }
            let key = nameKey(name)
            guard let user = try writer.setCredentials(guest.id, name: name, nameKey: key, passwordHash: hash) else {
                throw ChatError.nameTaken
            }
            return try Self.renew(try Self.set(change.settings, of: user, writer), session, writer)
        }
    }

    private static func set(
        _ changes: [UserSettings.Key: String?],
        of user: User,
        _ writer: any ChatWriter
    ) throws -> User {
        let settings = try user.settings.merging(changes)
        return settings == user.settings ? user : try writer.setSettings(user.id, settings)
    }

    private static func rename(_ user: User, _ name: String?, _ writer: any ChatWriter) throws -> User {
        guard let name, !name.utf8.elementsEqual(user.name.utf8) else {
            guard let user = try writer.user(user.id) else { throw ChatError.notFound }
            return user
        }
        guard let user = try writer.setName(user.id, name: name, nameKey: nameKey(name)) else {
            throw ChatError.nameTaken
        }
        return user
    }

    /// Whoever knew the old password is out, and so is whoever had the session's token.
    private static func renew(_ user: User, _ session: SessionID, _ writer: any ChatWriter) throws -> ChangedAccount {
        let token = RandomSecret()
        try writer.deletePasswordReset(user.id)
        try writer.replaceToken(user.id, of: session, with: token.hash)
        let ended = try endSessions(user.id, except: session, writer)
        return ChangedAccount(user: user, token: token.text, ended: ended)
    }

    /// Deletes the user with everything of theirs, files included; the caller closes the sockets.
    ///
    /// - Parameters:
    ///   - password: not needed of a guest, who has none.
    ///   - code: of the second factor, or a recovery code.
    /// - Throws: `wrong_credentials`, `totp_required`, `wrong_totp`, `last_admin`.
    package func deleteAccount(
        _ user: User,
        password: String?,
        code: String?,
        from visitor: Visitor
    ) async throws {
        if !user.isGuest {
            guard let password else { throw ChatError.badRequest("The password is needed.", field: "password") }
            try await confirm(user, password: password, code: code, from: visitor) { _ in }
        }
        try await deleteUser(user.id)
    }

    // MARK: Links that set a password

    /// Whose password this link sets. Throws `invalid_link`.
    package func passwordReset(secret: String) async throws -> User {
        let hash = RandomSecret.hash(secret)
        guard let user = try await store.read({ try $0.passwordReset(secretHash: hash, at: .now) }) else {
            throw ChatError.invalidLink
        }
        return user
    }

    /// Sets a password by a link, uses the link up and ends all sessions of its user.
    ///
    /// - Returns: the user, and the sessions that ended; the caller closes their sockets.
    /// - Throws: `invalid_link`.
    package func setPassword(secret: String, password: String) async throws -> (user: UserID, ended: [SessionID]) {
        // Hashing is dear: nobody without a good link gets that far.
        let user = try await passwordReset(secret: secret)
        let chosen = try Password(choosing: password, name: user.name)
        let hash = try await passwords.hash(chosen.text)
        let link = RandomSecret.hash(secret)
        return try await write { writer in
            guard let user = try writer.passwordReset(secretHash: link, at: .now) else { throw ChatError.invalidLink }
            try writer.setPassword(user.id, hash: hash)
            try writer.deletePasswordReset(user.id)
            return (user.id, try Self.endSessions(user.id, except: nil, writer))
        }
    }
}
