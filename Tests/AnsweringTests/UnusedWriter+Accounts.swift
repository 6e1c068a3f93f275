import ChatDomain
import Foundation
import Store

// Who somebody is, which no test here asks.
extension UnusedWriter {
    func user(_ id: UserID) throws -> User? { throw NotExpected() }
    func account(nameKey: String) throws -> (user: User, passwordHash: String?)? { throw NotExpected() }
    func passwordHash(_ user: UserID) throws -> String? { throw NotExpected() }
    func session(tokenHash: Data) throws -> (session: Session, user: User)? { throw NotExpected() }
    func sessions(_ user: UserID) throws -> [Session] { throw NotExpected() }
    func accessToken(hash: Data) throws -> (token: AccessToken, user: User)? { throw NotExpected() }
    func accessTokens(_ user: UserID) throws -> [AccessToken] { throw NotExpected() }
    func secondFactor(_ user: UserID) throws -> SecondFactor? { throw NotExpected() }
    func recoveryCodes(_ user: UserID) throws -> Int { throw NotExpected() }
    func isRecoveryCode(_ user: UserID, hash: Data) throws -> Bool { throw NotExpected() }
    func user(publicID: UUID) throws -> User? { throw NotExpected() }
    func administrators() throws -> Int { throw NotExpected() }
    func userRecords(matching text: String, after cursor: UserCursor?, limit: Int, today: Day) throws -> [UserRecord] {
        throw NotExpected()
    }
    func userRecord(_ user: UserID, today: Day) throws -> UserRecord? { throw NotExpected() }
    func usageOfAll(since day: Day) throws -> [(user: User, usage: DayUsage)] { throw NotExpected() }
    func totals() throws -> StoreTotals { throw NotExpected() }
    func invitations() throws -> [Invitation] { throw NotExpected() }
    func invitation(_ id: InvitationID) throws -> Invitation? { throw NotExpected() }
    func invitation(secretHash: Data) throws -> Invitation? { throw NotExpected() }
    func passwordReset(secretHash: Data, at now: Timestamp) throws -> User? { throw NotExpected() }
    func insertUser(_ user: NewUser) throws -> User? { throw NotExpected() }
    func setName(_ user: UserID, name: String, nameKey: String) throws -> User? { throw NotExpected() }
    func setSettings(_ user: UserID, _ settings: UserSettings) throws -> User { throw NotExpected() }
    func setCredentials(_ user: UserID, name: String, nameKey: String, passwordHash: String) throws -> User? {
        throw NotExpected()
    }
    func setPassword(_ user: UserID, hash: String) throws { throw NotExpected() }
    func deleteUser(_ user: UserID) throws -> [Data] { throw NotExpected() }
    func insert(_ session: Session, tokenHash: Data) throws { throw NotExpected() }
    func touch(_ user: UserID, _ session: SessionID, at now: Timestamp) throws { throw NotExpected() }
    func replaceToken(_ user: UserID, of session: SessionID, with hash: Data) throws { throw NotExpected() }
    func deleteSession(_ user: UserID, _ id: SessionID) throws -> Bool { throw NotExpected() }
    func deleteSessions(_ user: UserID, except kept: SessionID?) throws { throw NotExpected() }
    func insert(_ user: UserID, _ token: AccessToken, hash: Data) throws { throw NotExpected() }
    func touch(_ user: UserID, accessToken: AccessTokenID, at now: Timestamp) throws { throw NotExpected() }
    func deleteAccessToken(_ user: UserID, _ id: AccessTokenID) throws -> Bool { throw NotExpected() }
    func put(_ user: UserID, _ factor: SecondFactor) throws { throw NotExpected() }
    func deleteSecondFactor(_ user: UserID) throws { throw NotExpected() }
    func noteStep(_ user: UserID, _ step: Int64) throws -> Bool { throw NotExpected() }
    func setRecoveryCodes(_ user: UserID, hashes: [Data]) throws { throw NotExpected() }
    func useRecoveryCode(_ user: UserID, hash: Data) throws -> Bool { throw NotExpected() }
    func update(_ user: User) throws -> User { throw NotExpected() }
    func insert(_ invitation: Invitation, secretHash: Data) throws { throw NotExpected() }
    func use(_ invitation: InvitationID, by user: UserID, at now: Timestamp) throws { throw NotExpected() }
    func deleteInvitation(_ id: InvitationID) throws -> Bool { throw NotExpected() }
    func deleteSetupInvitations() throws { throw NotExpected() }
    func setPasswordReset(_ user: UserID, secretHash: Data, expiresAt: Timestamp, at now: Timestamp) throws {
        throw NotExpected()
    }
    func deletePasswordReset(_ user: UserID) throws { throw NotExpected() }
}
