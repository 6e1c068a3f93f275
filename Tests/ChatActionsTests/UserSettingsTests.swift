import ChatActions
import ChatDomain
import Store
import Testing

/// How somebody wants Pollux to be, on all devices.
struct UserSettingsTests {
    private let home = Visitor(address: "home", device: "Firefox on Linux")

    private func set(
        _ stage: Stage,
        _ settings: [UserSettings.Key: String?],
        name: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> User {
        let user = try #require(try await stage.store.read { try $0.user(stage.user) })
        let change = AccountChange(name: name, settings: settings)
        return try await stage.act(sourceLocation: sourceLocation) { actions, _ in
            try await actions.changeAccount(user, in: .make(), change, from: home).user
        }
    }

    @Test func whatIsNamedChangesAndTheRestStaysForGuestsToo() async throws {
        try await withStage { stage in
            let first = try await set(stage, [.theme: "dark", .tint: "rose"])
            #expect(first.isGuest && first.settings.values == ["theme": "dark", "tint": "rose"])
            let second = try await set(stage, [.tint: nil, .language: "ar", .wallpaper: nil])
            #expect(second.settings.values == ["theme": "dark", "language": "ar"])
            #expect(second.revision == first.revision + 1)
            #expect(try await stage.store.read { try $0.user(stage.user) } == second)
            #expect(try await set(stage, [.theme: "dark"]) == second)
        }
    }

    @Test func theyGoAlongWithTheName() async throws {
        try await withStage { stage in
            let name = "Ada", password = "correct horse"
            let change = AccountChange(name: name, password: password, settings: [.theme: "light"])
            let guest = try #require(try await stage.store.read { try $0.user(stage.user) })
            let session = Session(id: .make(), userID: guest.id, createdAt: .now, lastSeenAt: .now)
            let account = try await stage.act { actions, _ in
                try await actions.changeAccount(guest, in: session.id, change, from: home).user
            }
            #expect(!account.isGuest && account.settings[.theme] == "light")
            let renamed = try await set(stage, [.textSize: "huge"], name: "Countess")
            #expect(renamed.name == "Countess" && renamed.settings.values == ["theme": "light", "textSize": "huge"])
        }
    }

    @Test func whatIsNoneIsRefusedAndNothingOfItIsKept() async throws {
        try await withStage { stage in
            let guest = try #require(try await stage.store.read { try $0.user(stage.user) })
            for word in ["Dark", "", "system", "dark ", String(repeating: "e\u{301}", count: 10_000)] {
                let change = AccountChange(settings: [.tint: "sky", .theme: word])
                let refusal = try await stage.refusal { actions, _ in
                    try await actions.changeAccount(guest, in: .make(), change, from: home)
                }
                #expect(refusal?.code == .badRequest && refusal?.field == "settings.theme")
            }
        }
    }
}
