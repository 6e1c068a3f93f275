package import ChatDomain
internal import Foundation
internal import Store

/// What a user's authenticator program needs, shown once.
package struct NewSecondFactor: Sendable {
    /// Base32.
    package var secret: String
    /// `otpauth://…`, for a picture.
    package var uri: String
}

extension ChatActions {
    /// Whether signing in asks for a code, and how many recovery codes are left.
    package func secondFactor(_ user: UserID) async throws -> (isOn: Bool, recoveryCodesLeft: Int) {
        try await store.read { reader in
            (try reader.secondFactor(user)?.isConfirmed ?? false, try reader.recoveryCodes(user))
        }
    }

    /// Makes a second factor that is not on yet, in place of one that never was.
    ///
    /// - Throws: `wrong_credentials`; `conflict` when one is on.
    package func beginSecondFactor(
        _ user: User,
        password: String,
        from visitor: Visitor
    ) async throws -> NewSecondFactor {
        guard !user.isGuest else { throw ChatError.badRequest("A guest has no password to add a second factor to.") }
        // Before the password: a code could not be asked for here, and without one there is nothing to confirm.
        if try await secondFactor(user.id).isOn { throw Self.isOnAlready }
        let totp = TOTP()
        let sealed = try secrets.seal(totp.secret, for: SecretBox.context(ofFactor: user.id))
        try await confirm(user, password: password, code: nil, from: visitor) { writer in
            guard try writer.secondFactor(user.id)?.isConfirmed != true else { throw Self.isOnAlready }
            try writer.put(user.id, SecondFactor(sealedSecret: sealed))
        }
        return NewSecondFactor(secret: totp.base32, uri: totp.uri(name: user.name))
    }

    /// Turns the second factor on, once a code has shown that the user's program has the secret.
    ///
    /// - Returns: the recovery codes, which nobody can be told again.
    /// - Throws: `wrong_totp`; `conflict` when one is on, or none was begun.
    package func confirmSecondFactor(_ user: User, code: String, from visitor: Visitor) async throws -> [String] {
        let codes = RecoveryCode.makeAll()
        try await guess(at: nameKey(user.name), from: visitor) {
            try await write { [secrets] writer in
                guard var factor = try writer.secondFactor(user.id) else {
                    throw ChatError(.conflict, "No second factor was begun.")
                }
                guard !factor.isConfirmed else { throw Self.isOnAlready }
                let totp = TOTP(
                    secret: try secrets.open(factor.sealedSecret, for: SecretBox.context(ofFactor: user.id))
                )
                guard let step = totp.step(of: code, at: Self.now, after: factor.lastStep) else {
                    throw ChatError.wrongTOTP("code")
                }
                (factor.isConfirmed, factor.lastStep) = (true, step)
                try writer.put(user.id, factor)
                try writer.setRecoveryCodes(user.id, hashes: codes.map(\.hash))
            }
        }
        return codes.map(\.text)
    }

    /// Throws `conflict` when none is on.
    package func removeSecondFactor(_ user: User, password: String, code: String, from visitor: Visitor) async throws {
        try await confirm(user, password: password, code: code, from: visitor) { writer in
            guard try writer.secondFactor(user.id)?.isConfirmed == true else { throw Self.isNotOn }
            try writer.deleteSecondFactor(user.id)
        }
    }

    /// Makes recovery codes in place of those before.
    package func renewRecoveryCodes(
        _ user: User,
        password: String,
        code: String,
        from visitor: Visitor
    ) async throws -> [String] {
        let codes = RecoveryCode.makeAll()
        try await confirm(user, password: password, code: code, from: visitor) { writer in
            guard try writer.secondFactor(user.id)?.isConfirmed == true else { throw Self.isNotOn }
            try writer.setRecoveryCodes(user.id, hashes: codes.map(\.hash))
        }
        return codes.map(\.text)
    }

    /// Asks for the second factor if the user has one, and uses the code up.
    ///
    /// - Throws: `totp_required`, `wrong_totp`.
    func checkSecondFactor(_ user: UserID, _ code: String?, _ writer: any ChatWriter) throws {
        guard let factor = try writer.secondFactor(user), factor.isConfirmed else { return }
        guard let code else { throw ChatError(.totpRequired, "A code of your second factor is needed.", field: "totp") }
        // First, because it needs no key: whoever has lost the key has these.
        if let hash = RecoveryCode.hash(ofTyped: code), try writer.useRecoveryCode(user, hash: hash) { return }
        let totp = TOTP(secret: try secrets.open(factor.sealedSecret, for: SecretBox.context(ofFactor: user)))
        guard let step = totp.step(of: code, at: Self.now, after: factor.lastStep), try writer.noteStep(user, step)
        else {
            throw ChatError.wrongTOTP("totp")
        }
    }

    private static var now: Int64 { Timestamp.now.milliseconds / 1000 }

    private static let isOnAlready = ChatError(.conflict, "The second factor is on already.")
    private static let isNotOn = ChatError(.conflict, "No second factor is on.")
}

extension ChatError {
    static func wrongTOTP(_ field: String) -> ChatError {
        ChatError(.wrongTOTP, "This code is wrong, too old or used already.", field: field)
    }
}
