import ChatDomain
import Foundation
import Store

// Who somebody is, which no test here asks.
extension UnusedReader {
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
}
