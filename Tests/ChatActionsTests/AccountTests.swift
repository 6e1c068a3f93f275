import ChatActions
import ChatDomain
import Foundation
import Store
import Testing

struct AccountTests {
    private static func policy(_ registration: ChatPolicy.Registration, guests: Bool = true) -> ChatPolicy {
        ChatPolicy(registration: registration, admitsGuests: guests, defaultModel: "m")
    }

    private func refusal(_ action: () async throws -> SignedIn) async -> ChatError? {
        await #expect(throws: ChatError.self) { _ = try await action() }
    }

    @Test func whoSignsUpIsSignedInAndCanSignInAgain() async throws {
        try await withStage { stage in
            let ada = try await stage.actions.signUp(name: "  Ada ", password: "correct horse", invitation: nil)
            #expect(ada.user.name == "Ada" && !ada.user.isGuest && ada.user.revision == 1)
            #expect(ada.token.wholeMatch(of: /[A-Za-z0-9_-]{43}/) != nil)
            let found = try #require(try await stage.actions.session(token: ada.token))
            #expect(found.user == ada.user && found.session.id == ada.session.id)

            let again = try await stage.actions.signIn(name: "ADA", password: "correct horse")
            #expect(again.user == ada.user && again.session.id != ada.session.id && again.token != ada.token)
            #expect(try await stage.actions.session(token: ada.token) != nil)
        }
    }

    @Test func aWrongNameAndAWrongPasswordAreToldAlike() async throws {
        try await withStage { stage in
            _ = try await stage.actions.signUp(name: "Ada", password: "correct horse", invitation: nil)
            let wrongs = [
                await refusal { try await stage.actions.signIn(name: "Ada", password: "correct horsf") },
                await refusal { try await stage.actions.signIn(name: "Eve", password: "correct horse") },
                await refusal { try await stage.actions.signIn(name: "Ada", password: "") },
                await refusal {
                    try await stage.actions.signIn(name: "Eve", password: String(repeating: "x", count: 999))
                },
                await refusal {
                    try await stage.actions.signIn(name: "Ada", password: String(repeating: "x", count: 999))
                },
            ]
            #expect(Set(wrongs).count == 1)
            #expect(wrongs[0]?.code == .wrongCredentials && wrongs[0]?.field == nil)
            _ = try await stage.actions.signIn(name: "Ada", password: "correct horse")
        }
    }

    @Test func aNameIsTakenWhateverItsCaseSpacesOrForm() async throws {
        try await withStage { stage in
            _ = try await stage.actions.signUp(name: "Éva", password: "correct horse", invitation: nil)
            for name in ["Éva", "éVA", " Éva ", "E\u{301}va"] {
                let taken = await refusal {
                    try await stage.actions.signUp(name: name, password: "another one", invitation: nil)
                }
                #expect(taken?.code == .nameTaken && taken?.field == "name")
            }
            _ = try await stage.actions.signIn(name: "éva", password: "correct horse")
        }
    }

    @Test(arguments: [
        ("", "long enough", "name"), ("   ", "long enough", "name"), ("a\nb", "long enough", "name"),
        (String(repeating: "n", count: 65), "long enough", "name"), ("Ada", "short", "password"),
        ("Ada", String(repeating: "p", count: 257), "password"), ("Ada", "12345678\0", "password"),
    ])
    func aNameOrPasswordThatBreaksTheRuleIsRefused(name: String, password: String, field: String) async throws {
        try await withStage { stage in
            let refusal = await refusal {
                try await stage.actions.signUp(name: name, password: password, invitation: nil)
            }
            #expect(refusal?.code == .badRequest && refusal?.field == field)
        }
    }

    @Test(arguments: [ChatPolicy.Registration.invite, .closed])
    func whereRegistrationIsNotOpenNobodySignsUp(registration: ChatPolicy.Registration) async throws {
        try await withStage(policy: Self.policy(registration)) { stage throws in
            let refusal = await refusal {
                try await stage.actions.signUp(name: "Ada", password: "correct horse", invitation: nil)
            }
            #expect(refusal?.code == .registrationClosed)
            #expect(try await stage.store.read { try $0.account(nameKey: "ada") } == nil)
        }
    }

    @Test func aGuestIsSignedInAndHasNoAccountToSignInTo() async throws {
        try await withStage { stage in
            let guest = try await stage.actions.becomeGuest()
            #expect(guest.user.isGuest && guest.user.name == "Guest")
            #expect(try await stage.actions.session(token: guest.token)?.user == guest.user)
            let refusal = await refusal { try await stage.actions.signIn(name: "Guest", password: "") }
            #expect(refusal?.code == .wrongCredentials)
        }
    }

    @Test func whereGuestsAreNotAdmittedNobodyIsAGuest() async throws {
        try await withStage(policy: Self.policy(.open, guests: false)) { stage in
            #expect(await refusal { try await stage.actions.becomeGuest() }?.code == .guestsClosed)
        }
    }

    @Test func whoSignsOutIsSignedOutThereAndNowhereElse() async throws {
        try await withStage { stage in
            let here = try await stage.actions.signUp(name: "Ada", password: "correct horse", invitation: nil)
            let there = try await stage.actions.signIn(name: "Ada", password: "correct horse")
            try await stage.actions.signOut(here.user.id, here.session.id)
            #expect(try await stage.actions.session(token: here.token) == nil)
            #expect(try await stage.actions.session(token: there.token) != nil)
            try await stage.actions.signOut(here.user.id, here.session.id)
        }
    }

    @Test(arguments: ["", "x", String(repeating: "A", count: 43), String(repeating: "é", count: 100_000)])
    func anUnknownTokenIsNobodys(token: String) async throws {
        try await withStage { stage in
            _ = try await stage.actions.becomeGuest()
            #expect(try await stage.actions.session(token: token) == nil)
        }
    }

    @Test func aSessionOfLongAgoIsOver() async throws {
        try await withStage { stage in
            let guest = try await stage.actions.becomeGuest()
            let day: Int64 = 86_400_000
            func touch(daysAgo days: Int64) async throws {
                let then = Timestamp(milliseconds: Timestamp.now.milliseconds - days * day)
                try await stage.store.write { try $0.touch(guest.user.id, guest.session.id, at: then) }
            }
            try await touch(daysAgo: 31)
            #expect(try await stage.actions.session(token: guest.token) == nil)
            // Used within its time, it lasts anew.
            try await touch(daysAgo: 29)
            #expect(try await stage.actions.session(token: guest.token) != nil)
            let session = try #require(try await stage.actions.session(token: guest.token)).session
            #expect(Timestamp.now.milliseconds - session.lastSeenAt.milliseconds < day)
        }
    }

    @Test func aClockThatIsBehindEndsNoSession() async throws {
        try await withStage { stage in
            let guest = try await stage.actions.becomeGuest()
            // Last seen in a year, by a clock that is behind now.
            let later = Timestamp(milliseconds: Timestamp.now.milliseconds + 365 * 86_400_000)
            try await stage.store.write { try $0.touch(guest.user.id, guest.session.id, at: later) }
            let session = try #require(try await stage.actions.session(token: guest.token)).session
            #expect(try await stage.actions.sessions(guest.user).map(\.lastSeenAt) == [later])
            #expect(!session.isOver(at: later, isGuest: true))
        }
    }

    @Test func neitherTokenNorPasswordIsOnDisk() async throws {
        try await withStage { stage in
            let ada = try await stage.actions.signUp(name: "Canary", password: "correct horse", invitation: nil)
            let files = try FileManager.default.contentsOfDirectory(atPath: stage.folder).filter { $0 != "attachments" }
            let bytes = try files.map { try Data(contentsOf: URL(filePath: stage.folder + "/" + $0)) }
            func isOnDisk(_ secret: String) -> Bool { bytes.contains { $0.firstRange(of: Data(secret.utf8)) != nil } }
            #expect(isOnDisk("Canary"))
            #expect(!isOnDisk(ada.token))
            #expect(!isOnDisk("correct horse"))
        }
    }
}
