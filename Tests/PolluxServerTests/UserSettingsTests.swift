import NIOHTTP1
import PolluxTesting
import Testing

@Suite("How somebody wants Pollux to be", .timeLimit(.minutes(30)))
struct UserSettingsTests {
    @Test("Settings are merged, told to other devices, and part of every user item; guests have them too")
    func settings() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let tab = try await LiveClient.open(anna)
            let first = try await anna.patch("users/me", ["settings": ["theme": "dark", "enterKey": "newline"]])
            #expect(first.status == 200 && first.json.user.guest == true)
            #expect(first.json.user.settings == ["theme": "dark", "enterKey": "newline"])
            #expect(Shape.user.faults(of: first.json.user) == [])
            let second = try await anna.patch("users/me", ["settings": ["theme": .null, "tint": "sky"]]).ok().json.user
            #expect(second.settings == ["enterKey": "newline", "tint": "sky"])
            try await tab.wait { $0.user == second }
            #expect(try await anna.get("session").ok().json.user == second)
            #expect(try await anna.get("users/me").ok().json.user == second)
            let same = try await anna.patch("users/me", ["settings": ["tint": "sky", "theme": .null]]).ok().json.user
            #expect(same == second)
            // They go along into the account, and over a restart.
            let account = try await anna.patch("users/me", ["name": "Anna", "password": "correct horse"]).ok().json.user
            #expect(account.settings == second.settings)
            try await tab.close()
            try await server.stop()
            try await server.start()
            #expect(try await anna.get("session").ok().json.user.settings == second.settings)
        }
    }

    @Test(
        "Unknown keys and values are named, and nothing is set",
        arguments: [
            (#"{"theme":"blue"}"#, "settings.theme"), (#"{"theme":"system"}"#, "settings.theme"),
            (#"{"tint":"rose","theme":1}"#, "settings.theme"), (#"{"smell":"rose"}"#, "settings.smell"),
            (#"{"tint":"rose","smell":null}"#, "settings.smell"), (#""dark""#, "settings"), ("null", "settings"),
            (#"{"language":"xx"}"#, "settings.language"), (#"{"shortcuts":true}"#, "settings.shortcuts"),
        ]
    )
    func wrong(settings: String, field: String) async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let reply = try await anna.send(.PATCH, "users/me", body: #"{"settings":\#(settings)}"#)
            #expect(reply.status == 400 && reply.json.field == .string(field), "\(reply)")
            #expect(try await anna.get("users/me").ok().json.user.settings == [:])
        }
    }

    @Test("An access token reads them and cannot change them")
    func token() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            try await anna.patch("users/me", ["settings": ["theme": "light"]]).ok()
            let script = try await program(of: anna)
            #expect(try await script.get("users/me").ok().json.user.settings == ["theme": "light"])
            let reply = try await script.patch("users/me", ["settings": ["theme": "dark"]])
            #expect(reply.code == "session_required")
        }
    }
}
