package import ChatDomain
package import Foundation
package import Store

/// What an administrator changes of a user; `nil` leaves it.
package struct UserChange: Sendable {
    package var role: User.Role?
    package var isBlocked: Bool?
    package var limits: UsageLimits?
    package var removesSecondFactor = false

    package init() {}
}

// Whoever calls these has seen to it that an administrator asks, or somebody with the console.
extension ChatActions {
    package func users(
        matching text: String,
        after cursor: UserCursor?,
        limit: Int
    ) async throws -> [UserRecord] {
        try await store.read { try $0.userRecords(matching: text, after: cursor, limit: limit, today: Day(.now)) }
    }

    /// Makes an account without a password, and a link to set one.
    package func addUser(name: String, role: User.Role) async throws -> (user: UserRecord, reset: PasswordReset) {
        let name = try Self.accountName(name)
        let credentials = NewUser.Credentials(nameKey: nameKey(name), passwordHash: nil)
        return try await write { writer in
            let new = NewUser(name: name, role: role, credentials: credentials, createdAt: .now)
            guard let user = try writer.insertUser(new) else { throw ChatError.nameTaken }
            return (try Self.record(user.id, writer), try PasswordReset.make(user.id, writer))
        }
    }

    /// A blocked user's sessions end; the caller closes the sockets.
    package func changeUser(_ publicID: UUID, _ change: UserChange) async throws -> UserRecord {
        let (record, running) = try await write { writer in
            guard var user = try writer.user(publicID: publicID) else { throw ChatError.notFound }
            let administrators = try writer.administrators()
            user.role = change.role ?? user.role
            user.isBlocked = change.isBlocked ?? user.isBlocked
            user.limits = change.limits ?? user.limits
            if user.isGuest, user.role == .admin {
                throw ChatError.badRequest("A guest cannot sign in again, and be no administrator.", field: "role")
            }
            _ = try writer.update(user)
            try Self.checkAdministrators(before: administrators, writer)
            if change.removesSecondFactor { try writer.deleteSecondFactor(user.id) }
            var running: [MessageID] = []
            if user.isBlocked {
                try writer.deleteSessions(user.id, except: nil)
                try writer.deletePasswordReset(user.id)
                for (owner, answer) in try writer.unfinishedAnswers() where owner == user.id {
                    running.append(answer.id)
                    // Those that wait would else be asked after the next start.
                    guard answer.status == .queued else { continue }
                    let outcome = AnswerOutcome(status: .stopped, failure: .stoppedEarly)
                    try Self.settle(user.id, answer, outcome, writer)
                }
            }
            return (try Self.record(user.id, writer), running)
        }
        for answer in running { await answers.stop(record.user.id, answer) }
        return record
    }

    /// Deletes a user with everything of theirs, files included; the caller closes the sockets.
    package func deleteUser(_ publicID: UUID) async throws -> User {
        guard let user = try await store.read({ try $0.user(publicID: publicID) }) else { throw ChatError.notFound }
        try await deleteUser(user.id)
        return user
    }

    /// Deletes a user with everything of theirs, files included. The last administrator stays: `last_admin`.
    package func deleteUser(_ user: UserID) async throws {
        let (running, files) = try await write { writer in
            let administrators = try writer.administrators()
            let running = try Self.unfinished(user, writer)
            let files = try writer.deleteUser(user)
            try Self.checkAdministrators(before: administrators, writer)
            return (running, files)
        }
        whenDeleted(user)
        for answer in running { await answers.stop(user, answer) }
        try await removeFiles(files)
    }

    package func resetPassword(_ publicID: UUID) async throws -> (user: User, reset: PasswordReset) {
        try await write { writer in
            guard let user = try writer.user(publicID: publicID) else { throw ChatError.notFound }
            guard !user.isGuest else { throw ChatError.badRequest("A guest has no password to reset.") }
            return (user, try PasswordReset.make(user.id, writer))
        }
    }

    /// What all users have had, the newest day first.
    package func usageOfAll(days: Int, now: Timestamp = .now) async throws -> [(user: User, usage: DayUsage)] {
        let since = Day(number: Day(now).number - Int64(days) + 1)
        return try await store.read { try $0.usageOfAll(since: since) }
    }

    package func totals() async throws -> StoreTotals {
        try await store.read { try $0.totals() }
    }

    static func accountName(_ name: String) throws -> String {
        try TextRule.name.check(name)
        let name = trimmed(name)
        guard !name.isEmpty else { throw ChatError.badRequest("name must have a visible character.", field: "name") }
        return name
    }

    private static func record(_ user: UserID, _ reader: any ChatReader) throws -> UserRecord {
        guard let record = try reader.userRecord(user, today: Day(.now)) else { throw ChatError.notFound }
        return record
    }

    private static func checkAdministrators(before: Int, _ reader: any ChatReader) throws {
        if before > 0, try reader.administrators() == 0 {
            throw ChatError(.lastAdmin, "This is the last administrator who can sign in. Make somebody else one first.")
        }
    }

    private static func unfinished(_ user: UserID, _ reader: any ChatReader) throws -> [MessageID] {
        try reader.unfinishedAnswers().filter { $0.user == user }.map(\.answer.id)
    }
}

extension ChatError {
    static let nameTaken = ChatError(.nameTaken, "Somebody has this name already.", field: "name")
}
