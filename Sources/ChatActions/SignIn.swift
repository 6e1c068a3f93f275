internal import ChatDomain
internal import Store

extension ChatActions {
    /// The same words and the same time for an unknown name, an account without a password and a wrong password.
    ///
    /// - Parameter code: of the second factor, or a recovery code; needed when the user has one.
    /// - Throws: `wrong_credentials`, `totp_required`, `wrong_totp`, `blocked` when all was right, `rate_limited` after wrong tries.
    package func signIn(
        name: String,
        password: String,
        code: String? = nil,
        from visitor: Visitor = Visitor()
    ) async throws -> SignedIn {
        try TextRule.name.check(name)
        let key = nameKey(name)
        return try await guess(at: key, from: visitor) {
            let account = try await store.read { try $0.account(nameKey: key) }
            let hash = account?.passwordHash
            guard try await isRight(password, hash), let user = account?.user else { throw ChatError.wrongCredentials }
            return try await write { writer in
                // While the password was compared, it may have been changed, or its owner shut out.
                guard let user = try writer.user(user.id), try writer.passwordHash(user.id) == hash else {
                    throw ChatError.wrongCredentials
                }
                if user.isBlocked { throw ChatError.blocked }
                try checkSecondFactor(user.id, code, writer)
                return try visitor.enter(user, writer)
            }
        }
    }

    /// Does something only after the user has given the password again, and the second factor if there is one: a session alone
    /// may be somebody else's hand on an open browser.
    ///
    /// - Parameter field: of the body, to blame.
    func confirm<Value: Sendable>(
        _ user: User,
        password: String,
        code: String?,
        from visitor: Visitor,
        field: String = "password",
        _ body: @escaping @Sendable (any ChatWriter) throws -> Value
    ) async throws -> Value {
        try await guess(at: nameKey(user.name), from: visitor) {
            let hash = try await store.read { try $0.passwordHash(user.id) }
            let wrong = ChatError(.wrongCredentials, "The password is wrong.", field: field)
            guard try await isRight(password, hash) else { throw wrong }
            return try await write { writer in
                guard try writer.passwordHash(user.id) == hash else { throw wrong }
                try checkSecondFactor(user.id, code, writer)
                return try body(writer)
            }
        }
    }

    /// Tries what might be a guess, counted by the throttle.
    func guess<Value>(
        at account: String,
        from visitor: Visitor,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let attempt = try throttle.begin(account: account, address: visitor.address)
        do {
            let value = try await body()
            throttle.succeed(attempt)
            return value
        } catch let error as ChatError where error.code == .wrongCredentials || error.code == .wrongTOTP {
            throw error
        } catch let error as CancellationError {
            // Nobody learns whether it was right; so it stays counted.
            throw error
        } catch {
            throttle.withdraw(attempt)
            throw error
        }
    }

    private func isRight(_ password: String, _ hash: String?) async throws -> Bool {
        guard let password = Password(entered: password) else { return false }
        return try await passwords.verify(password.text, hash)
    }
}

extension ChatError {
    static let wrongCredentials = ChatError(.wrongCredentials, "The name or the password is wrong.")
    static let blocked = ChatError(.blocked, "An administrator has blocked this account.")
}
