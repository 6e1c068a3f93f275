import ChatDomain
import Foundation
import Store
import Testing

@testable import ChatActions

/// What users do to their own accounts.
struct OwnAccountTests {
    private let password = "correct horse"
    private let home = Visitor(address: "home", device: "Firefox on Linux")

    private func refusal(_ action: () async throws -> Void) async -> ChatError? {
        await #expect(throws: ChatError.self) { try await action() }
    }

    private func signUp(_ stage: Stage, _ name: String = "Ada") async throws -> SignedIn {
        try await stage.actions.signUp(name: name, password: password, invitation: nil, from: home)
    }

    @Test func aGuestBecomesAnAccountAndKeepsEverything() async throws {
        try await withStage { stage in
            let chat = try await stage.makeConversation()
            let guest = try #require(try await stage.store.read { try $0.user(stage.user) })
            let session = Session(id: .make(), userID: guest.id, createdAt: .now, lastSeenAt: .now)
            try await stage.store.write { try $0.insert(session, tokenHash: RandomSecret.hash("old")) }
            let change = AccountChange(name: " Ada ", password: password)
            let changed = try await stage.act { actions, _ in
                try await actions.changeAccount(guest, in: session.id, change, from: home)
            }
            #expect(changed.user.name == "Ada" && !changed.user.isGuest && changed.user.id == guest.id)
            #expect(try await stage.actions.session(token: "old") == nil)
            let token = try #require(changed.token)
            #expect(try await stage.actions.session(token: token)?.session.id == session.id)
            let again = try await stage.actions.signIn(name: "ada", password: password)
            #expect(again.user.id == guest.id)
            #expect(try await stage.conversation(chat).id == chat)
            // The guest that somebody still holds is none any more.
            let late = await refusal {
                let change = AccountChange(name: "Eve", password: "another horse")
                _ = try await stage.actions.changeAccount(guest, in: session.id, change, from: home)
            }
            #expect(late?.code == .conflict)
            _ = try await stage.actions.signIn(name: "Ada", password: password)
        }
    }

    @Test(arguments: [
        (AccountChange(), "name"), (AccountChange(name: "Ada"), "password"),
        (AccountChange(password: "correct horse"), "name"),
        (AccountChange(name: "Ada", password: "password"), "password"),
        (AccountChange(name: "Ada", password: "short"), "password"),
        (AccountChange(name: " ", password: "correct horse"), "name"),
    ])
    func aGuestGivesNameAndPassword(change: AccountChange, field: String) async throws {
        try await withStage { stage in
            let guest = try #require(try await stage.store.read { try $0.user(stage.user) })
            let refusal = try await stage.refusal { actions, _ in
                _ = try await actions.changeAccount(guest, in: .make(), change, from: home)
            }
            #expect(refusal?.code == .badRequest && refusal?.field == field)
        }
    }

    @Test(arguments: [ChatPolicy.Registration.invite, .closed])
    func whereRegistrationIsNotOpenAGuestStaysOne(registration: ChatPolicy.Registration) async throws {
        let policy = ChatPolicy(registration: registration, admitsGuests: true, defaultModel: "m")
        try await withStage(policy: policy) { stage in
            let guest = try #require(try await stage.store.read { try $0.user(stage.user) })
            let refusal = try await stage.refusal { actions, _ in
                let change = AccountChange(name: "Ada", password: password)
                _ = try await actions.changeAccount(guest, in: .make(), change, from: home)
            }
            #expect(refusal?.code == .registrationClosed)
        }
    }

    @Test func aNameIsChangedAloneAndOnlyToAFreeOne() async throws {
        try await withStage { stage in
            let (ada, _) = (try await signUp(stage), try await signUp(stage, "Eve"))
            func rename(_ name: String) async throws -> ChangedAccount {
                try await stage.actions.changeAccount(
                    ada.user,
                    in: ada.session.id,
                    AccountChange(name: name),
                    from: home
                )
            }
            let changed = try await rename("ADA")
            #expect(changed.user.name == "ADA" && changed.token == nil && changed.ended == [])
            #expect(changed.user.revision == ada.user.revision + 1)
            #expect(await refusal { _ = try await rename(" eve") }?.code == .nameTaken)
            #expect(await refusal { _ = try await rename("\n") }?.field == "name")
            _ = try await rename("Countess")
            #expect(await refusal { _ = try await stage.actions.signIn(name: "Ada", password: password) } != nil)
            _ = try await stage.actions.signIn(name: "countess", password: password)
            #expect(try await stage.actions.session(token: ada.token) != nil)
        }
    }

    @Test func anotherPasswordEndsAllElse() async throws {
        try await withStage { stage in
            let (here, there) = (
                try await signUp(stage), try await stage.actions.signIn(name: "Ada", password: password)
            )
            let user = here.user
            try await stage.store.write { writer in
                let (hash, later) = (RandomSecret.hash("link"), Timestamp(milliseconds: .max / 2))
                try writer.setPasswordReset(user.id, secretHash: hash, expiresAt: later, at: .now)
            }
            #expect(try await stage.actions.passwordReset(secret: "link").id == user.id)
            let token = try await stage.actions.makeAccessToken(user.id, .make(), name: "script", days: nil)
            func change(_ current: String?) async throws -> ChangedAccount {
                let change = AccountChange(password: "another horse", currentPassword: current)
                return try await stage.actions.changeAccount(user, in: here.session.id, change, from: home)
            }
            #expect(await refusal { _ = try await change(nil) }?.field == "currentPassword")
            let wrong = await refusal { _ = try await change("wrong horse") }
            #expect(wrong?.code == .wrongCredentials && wrong?.field == "currentPassword")
            #expect(try await stage.actions.session(token: there.token) != nil)

            let changed = try await change(password)
            #expect(changed.ended == [there.session.id])
            #expect(try await stage.actions.session(token: there.token) == nil)
            #expect(try await stage.actions.session(token: here.token) == nil)
            let renewed = try #require(changed.token)
            #expect(try await stage.actions.session(token: renewed)?.session.id == here.session.id)
            #expect(await refusal { _ = try await stage.actions.passwordReset(secret: "link") }?.code == .invalidLink)
            #expect(await refusal { _ = try await stage.actions.signIn(name: "Ada", password: password) } != nil)
            _ = try await stage.actions.signIn(name: "Ada", password: "another horse")
            // Listed, and to be revoked one by one.
            #expect(try await stage.actions.accessToken(secret: try #require(token.secret)) != nil)
        }
    }

    @Test func aLinkSetsAPasswordOnceAndEndsAllSessions() async throws {
        try await withStage { stage in
            let ada = try await signUp(stage)
            let reset = try await stage.actions.resetPassword(ada.user.publicID).reset
            for secret in ["", "x", reset.secret + "x"] {
                let unknown = await refusal {
                    _ = try await stage.actions.setPassword(secret: secret, password: "another horse")
                }
                #expect(unknown?.code == .invalidLink)
            }
            let weak = await refusal {
                _ = try await stage.actions.setPassword(secret: reset.secret, password: "password")
            }
            #expect(weak?.field == "password")
            let (user, ended) = try await stage.actions.setPassword(secret: reset.secret, password: "another horse")
            #expect(user == ada.user.id && ended == [ada.session.id])
            #expect(try await stage.actions.session(token: ada.token) == nil)
            let again = await refusal {
                _ = try await stage.actions.setPassword(secret: reset.secret, password: "third horse")
            }
            #expect(again?.code == .invalidLink)
            _ = try await stage.actions.signIn(name: "Ada", password: "another horse")
        }
    }

    @Test func ofTwoAtOnceOneUsesTheLink() async throws {
        try await withStage { stage in
            let ada = try await signUp(stage)
            let secret = try await stage.actions.resetPassword(ada.user.publicID).reset.secret
            let used = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<8 {
                    group.addTask { [actions = stage.actions] in
                        (try? await actions.setPassword(secret: secret, password: "another horse \(index)")) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(used == 1)
        }
    }

    @Test func whoeverIsBlockedIsToldSoOnlyWithTheRightPassword() async throws {
        try await withStage { stage in
            let ada = try await signUp(stage)
            let token = try await stage.actions.makeAccessToken(ada.user.id, .make(), name: "script", days: nil)
            let secret = try #require(token.secret)
            var user = ada.user
            user.isBlocked = true
            // The rows of the session and of the token stay: the door itself must see it.
            let blocked = user
            try await stage.store.write { _ = try $0.update(blocked) }
            #expect(try await stage.actions.session(token: ada.token) == nil)
            #expect(try await stage.actions.accessToken(secret: secret) == nil)
            let right = await refusal { _ = try await stage.actions.signIn(name: "Ada", password: password) }
            #expect(right?.code == .blocked)
            let wrong = await refusal { _ = try await stage.actions.signIn(name: "Ada", password: "wrong horse") }
            #expect(wrong?.code == .wrongCredentials)
        }
    }

    @Test func sessionsAreListedAndEnded() async throws {
        try await withStage { stage in
            let (here, eve) = (try await signUp(stage), try await signUp(stage, "Eve"))
            let there = try await stage.actions.signIn(name: "Ada", password: password)
            #expect(Set(try await stage.actions.sessions(here.user).map(\.id)) == [here.session.id, there.session.id])
            #expect(try await stage.actions.sessions(here.user).contains { $0.device == "Firefox on Linux" })
            for foreign in [eve.session.id, .make()] {
                let refusal = await refusal { try await stage.actions.endSession(here.user.id, foreign) }
                #expect(refusal == .notFound)
            }
            #expect(try await stage.actions.session(token: eve.token) != nil)
            #expect(try await stage.actions.endSessions(here.user.id, except: here.session.id) == [there.session.id])
            #expect(try await stage.actions.session(token: there.token) == nil)
            try await stage.actions.endSession(here.user.id, here.session.id)
            #expect(try await stage.actions.session(token: here.token) == nil)
            #expect(try await stage.actions.session(token: eve.token) != nil)
        }
    }

    @Test func anAccountsSessionHasAnEndThatUseDoesNotMove() async throws {
        try await withStage { stage in
            let day: Int64 = 86_400_000
            func session(of user: UserID, madeDaysAgo days: Int64, _ token: String) async throws {
                let then = Timestamp(milliseconds: Timestamp.now.milliseconds - days * day)
                let session = Session(id: .make(), userID: user, createdAt: then, lastSeenAt: .now)
                try await stage.store.write { try $0.insert(session, tokenHash: RandomSecret.hash(token)) }
            }
            let ada = try await signUp(stage)
            try await session(of: ada.user.id, madeDaysAgo: 89, "young")
            try await session(of: ada.user.id, madeDaysAgo: 91, "old")
            try await session(of: stage.user, madeDaysAgo: 91, "guest")
            #expect(try await stage.actions.session(token: "young") != nil)
            #expect(try await stage.actions.session(token: "old") == nil)
            #expect(try await stage.actions.sessions(ada.user).count == 2)
            // A guest could not sign in again.
            #expect(try await stage.actions.session(token: "guest") != nil)
        }
    }

    @Test func anAccessTokenIsShownOnceAndEndsWithItsTime() async throws {
        try await withStage { stage in
            let (ada, eve) = (try await signUp(stage), try await signUp(stage, "Eve"))
            let id = AccessTokenID.make()
            let (token, made) = try await stage.actions.makeAccessToken(ada.user.id, id, name: " script ", days: 7)
            let secret = try #require(made)
            #expect(secret.wholeMatch(of: /pollux_[A-Za-z0-9_-]{43}/) != nil)
            #expect(token.name == "script" && token.lastUsedAt == nil)
            #expect(try #require(token.expiresAt).milliseconds - token.createdAt.milliseconds == 7 * 86_400_000)
            let found = try #require(try await stage.actions.accessToken(secret: secret))
            #expect(found.user.id == ada.user.id && found.token.id == id)
            #expect(try await stage.actions.accessTokens(ada.user.id).first?.lastUsedAt != nil)
            #expect(try await stage.actions.accessTokens(eve.user.id) == [])

            let again = try await stage.actions.makeAccessToken(ada.user.id, id, name: "script", days: 7)
            #expect(again.secret == nil && again.token.id == id)
            let other = await refusal {
                _ = try await stage.actions.makeAccessToken(ada.user.id, id, name: "x", days: nil)
            }
            #expect(other?.code == .conflict)
            // The same id of somebody else is new.
            #expect(try await stage.actions.makeAccessToken(eve.user.id, id, name: "eve's", days: nil).secret != nil)
            #expect(await refusal { try await stage.actions.deleteAccessToken(eve.user.id, .make()) } == .notFound)
            try await stage.actions.deleteAccessToken(eve.user.id, id)
            #expect(try await stage.actions.accessToken(secret: secret) != nil)

            for wrong in [
                "", "pollux_", secret + "A", String(secret.dropLast()), "Pollux_" + secret.dropFirst(7), ada.token,
            ] {
                #expect(try await stage.actions.accessToken(secret: wrong) == nil)
            }
            // A session's token is no access token, and the other way round.
            #expect(try await stage.actions.session(token: secret) == nil)

            let past = Timestamp(milliseconds: Timestamp.now.milliseconds - 1)
            let over = AccessToken(id: .make(), userID: ada.user.id, name: "over", createdAt: past, expiresAt: past)
            let overSecret = RandomSecret(prefix: "pollux_")
            try await stage.store.write { try $0.insert(ada.user.id, over, hash: overSecret.hash) }
            #expect(try await stage.actions.accessToken(secret: overSecret.text) == nil)
        }
    }

    @Test func thereAreAtMostAHundredAccessTokens() async throws {
        try await withStage { stage in
            for index in 0..<100 {
                _ = try await stage.actions.makeAccessToken(stage.user, .make(), name: "\(index)", days: nil)
            }
            let refusal = await refusal {
                _ = try await stage.actions.makeAccessToken(stage.user, .make(), name: "one more", days: nil)
            }
            #expect(refusal?.code == .tooMany)
            _ = try await stage.actions.makeAccessToken(stage.bystander, .make(), name: "another's", days: nil)
        }
    }

    @Test func anAccountIsDeletedWithItsPasswordAndAGuestWithout() async throws {
        try await withStage { stage in
            let ada = try await signUp(stage)
            let none = await refusal {
                try await stage.actions.deleteAccount(ada.user, password: nil, code: nil, from: home)
            }
            #expect(none?.field == "password")
            let wrong = await refusal {
                try await stage.actions.deleteAccount(ada.user, password: "wrong horse", code: nil, from: home)
            }
            #expect(wrong?.code == .wrongCredentials && wrong?.field == "password")
            #expect(try await stage.actions.session(token: ada.token) != nil)
            try await stage.actions.deleteAccount(ada.user, password: password, code: nil, from: home)
            #expect(try await stage.actions.session(token: ada.token) == nil)
            #expect(
                await refusal { _ = try await stage.actions.signIn(name: "Ada", password: password) }
                    == .wrongCredentials
            )
            _ = try await signUp(stage)
            let guest = try #require(try await stage.store.read { try $0.user(stage.user) })
            try await stage.actions.deleteAccount(guest, password: nil, code: nil, from: home)
            #expect(try await stage.store.read { try $0.user(stage.user) } == nil)
        }
    }

    @Test func guessesAreSlowedForNamesThatExistAndThatDoNot() async throws {
        try await withStage(throttle: .frozen) { stage in
            _ = try await stage.actions.signUp(name: "Ada", password: password, invitation: nil)
            for name in ["Ada", "Nobody"] {
                for _ in 0..<6 {
                    let wrong = await refusal {
                        _ = try await stage.actions.signIn(name: name, password: "wrong horse")
                    }
                    #expect(wrong?.code == .wrongCredentials)
                }
                let slowed = await refusal { _ = try await stage.actions.signIn(name: name, password: password) }
                #expect(slowed?.code == .rateLimited && slowed?.retryAfterSeconds != nil)
            }
        }
    }

    @Test func ofTwoHundredGuessesAtOnceSixAreMade() async throws {
        try await withStage(throttle: .frozen) { stage in
            let ada = try await signUp(stage)
            let codes = await withTaskGroup(of: ChatError.Code?.self) { group in
                for index in 0..<200 {
                    group.addTask { [actions = stage.actions] in
                        let visitor = Visitor(address: "\(index)")
                        do {
                            _ = try await actions.signIn(name: "Ada", password: "guess \(index)", from: visitor)
                            return nil
                        } catch {
                            return (error as? ChatError)?.code
                        }
                    }
                }
                return await group.reduce(into: [ChatError.Code?]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == .wrongCredentials } == 6)
            #expect(codes.count { $0 == .rateLimited } == 194)
            // A session is not let guess, either.
            let change = AccountChange(password: "another horse", currentPassword: password)
            let slowed = await refusal {
                _ = try await stage.actions.changeAccount(ada.user, in: ada.session.id, change, from: home)
            }
            #expect(slowed?.code == .rateLimited)
        }
    }
}
