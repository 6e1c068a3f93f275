import NIOHTTP1
import PolluxTesting
import Synchronization
import Testing

@Suite("Guessing", .timeLimit(.minutes(30)))
struct GuessingTests {
    private static let limited = ["pollux.rate.limits": "on"]

    private func guess(_ name: String, _ password: String, at server: TestServer) async throws -> Reply {
        try await TestBrowser(server).post("session", ["name": .string(name), "password": .string(password)])
    }

    @Test("After some wrong passwords each further one has to wait, for names that exist and for those that do not")
    func slowed() async throws {
        try await withTestServer(Self.limited) { server in
            _ = try await person("Anna", at: server)
            var slowed: [Reply] = []
            for name in ["Anna", "Nobody"] {
                // The waits double: on a slow machine it takes some more until one outlasts a guess.
                for count in 0..<20 {
                    let reply = try await guess(name, "wrong horse", at: server)
                    if reply.status == 429 {
                        slowed.append(reply)
                        break
                    }
                    #expect(reply.code == "wrong_credentials" && count < 19)
                }
            }
            try #require(slowed.count == 2)
            for reply in slowed {
                #expect(reply.status == 429 && reply.code == "rate_limited")
                #expect(Int(reply.headers.first(name: "Retry-After") ?? "") ?? 0 >= 1)
                #expect(reply.json.names == slowed[0].json.names)
                #expect(reply.headers["Set-Cookie"].isEmpty)
            }
            // Somebody else is not slowed.
            _ = try await person("Bertha", at: server)
            try await TestBrowser(server).signIn("Bertha")
        }
    }

    @Test("Two hundred guesses at once get no further than one after another")
    func atOnce() async throws {
        try await withTestServer(Self.limited) { server in
            let anna = try await person("Anna", at: server)
            let (wrong, refused) = (Counter(), Counter())
            try await concurrently(0..<200) { index in
                let reply = try await guess("Anna", "guess \(index)", at: server)
                if reply.code == "wrong_credentials" { wrong.increment() }
                if reply.code == "rate_limited" { refused.increment() }
            }
            #expect(wrong.value + refused.value == 200)
            #expect(wrong.value > 0 && wrong.value < 20)
            try await anna.get("session").ok()
        }
    }
}

/// A number that several tasks may raise.
private final class Counter: Sendable {
    private let number = Mutex(0)

    var value: Int { number.withLock { $0 } }

    func increment() {
        number.withLock { $0 += 1 }
    }
}
