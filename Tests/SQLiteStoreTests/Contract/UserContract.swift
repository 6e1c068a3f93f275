import ChatDomain
import Foundation
import Store
import Testing

struct UserContract {
    @Test(arguments: StoreUnderTest.allCases)
    func anAccountIsFoundByItsNameAndByItsId(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let user = try await store.write { try $0.makeUser("Ada") }
            #expect(user.name == "Ada" && !user.isGuest && user.role == .user && user.createdAt == noon)
            #expect(user.revision == 1)
            #expect("\(MessageID(uuid: user.publicID))".dropFirst(14).first == "7")
            try await store.read { reader throws in
                let account = try #require(try reader.account(nameKey: "ada"))
                #expect(account.user == user)
                #expect(account.passwordHash == "hash of Ada")
                #expect(try reader.user(user.id) == user)
                #expect(try reader.account(nameKey: "Ada") == nil)
                #expect(try reader.account(nameKey: "eve") == nil)
                #expect(try reader.user(UserID(rawValue: 999)) == nil)
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aNameCanBeTakenOnlyOnce(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let first = try await store.write { try $0.makeUser("Ada") }
            let second = try await store.write { writer in
                let credentials = NewUser.Credentials(nameKey: "ada", passwordHash: "another")
                return try writer.insertUser(NewUser(name: "ADA", credentials: credentials, createdAt: noon))
            }
            #expect(second == nil)
            let account = try await store.read { try $0.account(nameKey: "ada") }
            #expect(account?.user == first)
            #expect(account?.passwordHash == "hash of Ada")
            #expect(announced.changes(of: first.id).count == 1)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func guestsMayShareAName(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let guests = try await store.write { writer in [try writer.makeUser(), try writer.makeUser()] }
            #expect(guests[0].id != guests[1].id && guests[0].publicID != guests[1].publicID)
            #expect(guests.allSatisfy { $0.isGuest && $0.name == "Guest" })
            #expect(try await store.read { try $0.account(nameKey: "guest") } == nil)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aSessionIsFoundByItsTokensHashUntilItIsDeleted(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let hash = Data(repeating: 7, count: 32)
            let (user, session) = try await store.write { writer in
                let user = try writer.makeUser("Ada")
                let session = Session(id: .make(), userID: user.id, createdAt: noon, lastSeenAt: noon)
                try writer.insert(session, tokenHash: hash)
                let other = Session(id: .make(), userID: user.id, createdAt: noon, lastSeenAt: noon)
                try writer.insert(other, tokenHash: Data(repeating: 8, count: 32))
                return (user, session)
            }
            let found = try #require(try await store.read { try $0.session(tokenHash: hash) })
            #expect(found.session == session)
            #expect(found.user == user)
            #expect(try await store.read { try $0.session(tokenHash: Data(repeating: 9, count: 32)) } == nil)

            let later = Timestamp(milliseconds: noon.milliseconds + 5)
            try await store.write { try $0.touch(user.id, session.id, at: later) }
            #expect(try await store.read { try $0.session(tokenHash: hash) }?.session.lastSeenAt == later)

            #expect(try await store.write { try $0.deleteSession(user.id, session.id) })
            #expect(try await store.read { try $0.session(tokenHash: hash) } == nil)
            #expect(try await store.read { try $0.session(tokenHash: Data(repeating: 8, count: 32)) } != nil)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func housekeepingForgetsSessionsThatAreOverAndNoOthers(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let day: Int64 = 86_400_000
            try await store.write { writer throws in
                let user = try writer.makeUser().id
                for days in [Int64(31), 29] {
                    let seen = Timestamp(milliseconds: noon.milliseconds - days * day)
                    let session = Session(id: .make(), userID: user, createdAt: seen, lastSeenAt: seen)
                    try writer.insert(session, tokenHash: Data(repeating: UInt8(days), count: 32))
                }
                _ = try writer.forgetOld(at: noon)
            }
            #expect(try await store.read { try $0.session(tokenHash: Data(repeating: 31, count: 32)) } == nil)
            #expect(try await store.read { try $0.session(tokenHash: Data(repeating: 29, count: 32)) } != nil)
        }
    }
}
