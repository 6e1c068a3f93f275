import Foundation
import NIOHTTP1
import PolluxTesting
import Testing

@Suite("The second factor", .timeLimit(.minutes(30)))
struct SecondFactorTests {
    private func signIn(_ server: TestServer, _ code: String? = nil, password: String = "correct horse") async throws
        -> Reply
    {
        let body: JSON = ["name": "Anna", "password": .string(password), "totp": code.map(JSON.string) ?? .absent]
        return try await TestBrowser(server).post("session", body)
    }

    /// Turns it on; gives the program and the recovery codes.
    private func turnOn(_ browser: TestBrowser) async throws -> (authenticator: Authenticator, codes: [String]) {
        let new = try await browser.post("users/me/totp", ["password": "correct horse"]).ok().json
        #expect(new.names == ["secret", "uri"])
        #expect(new.uri.asString.hasPrefix("otpauth://totp/Pollux:Anna?secret=\(new.secret.asString)&issuer=Pollux&"))
        var authenticator = Authenticator(secret: new.secret.asString)
        let on = try await browser.post("users/me/totp", ["code": .string(await authenticator.next())]).ok().json
        #expect(on.names == ["recoveryCodes"])
        return (authenticator, on.recoveryCodes.elements.map(\.asString))
    }

    @Test("It is turned on with the password and then a code, and shown as on")
    func turningOn() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            #expect(try await anna.post("users/me/totp", ["password": "wrong horse"]).code == "wrong_credentials")
            #expect(try await anna.post("users/me/totp", ["code": "123456"]).code == "conflict")
            #expect(try await anna.post("users/me/totp", [:]).json.field == "password")
            #expect(
                try await anna.post("users/me/totp", ["password": "correct horse", "code": "123456"]).status == 400
            )
            let begun = try await anna.post("users/me/totp", ["password": "correct horse"]).ok().json
            let wrong = Authenticator(secret: begun.secret.asString).wrong
            let refused = try await anna.post("users/me/totp", ["code": .string(wrong)])
            #expect(refused.status == 401 && refused.code == "wrong_totp" && refused.json.field == "code")
            #expect(try await signIn(server).status == 200)

            let (_, codes) = try await turnOn(anna)
            #expect(Set(codes).count == 10)
            #expect(codes.allSatisfy { $0.wholeMatch(of: /[a-z2-7]{5}(-[a-z2-7]{5}){4}/) != nil })
            #expect(try await anna.get("users/me").json.totp == ["enabled": true, "recoveryCodesLeft": 10])
            #expect(try await anna.post("users/me/totp", ["password": "correct horse"]).code == "conflict")
        }
    }

    @Test("Signing in needs a code, which counts once; a recovery code does, too")
    func signingIn() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let setUp = try await turnOn(anna)
            var authenticator = setUp.authenticator
            let bare = try await signIn(server)
            #expect(bare.status == 401 && bare.code == "totp_required" && bare.headers["Set-Cookie"].isEmpty)
            // Nobody without the password learns that there is one.
            #expect(try await signIn(server, password: "wrong horse").code == "wrong_credentials")
            let wrong = try await signIn(server, authenticator.wrong)
            #expect(wrong.status == 401 && wrong.code == "wrong_totp" && wrong.json.field == "totp")
            let code = try await authenticator.next()
            #expect(try await signIn(server, code).status == 200)
            #expect(try await signIn(server, code).code == "wrong_totp")
            #expect(try await signIn(server, setUp.codes[0]).status == 200)
            #expect(try await signIn(server, setUp.codes[0]).code == "wrong_totp")
            #expect(try await anna.get("users/me").json.totp.recoveryCodesLeft == 9)
            // A restart forgets nothing of it.
            try await server.stop()
            try await server.start()
            #expect(try await signIn(server, code).code == "wrong_totp")
            #expect(try await signIn(server, authenticator.next()).status == 200)
        }
    }

    @Test("Changing the password, deleting the account and turning it off need a code")
    func needed() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let codes = try await turnOn(anna).codes
            var change: JSON = ["password": "another horse", "currentPassword": "correct horse"]
            #expect(try await anna.patch("users/me", change).code == "totp_required")
            change = change.with("totp", .string(codes[0]))
            #expect(try await anna.patch("users/me", change).status == 200)
            let bare: JSON = ["password": "another horse"]
            func with(_ code: String) -> String { bare.with("totp", .string(code)).encoded }
            #expect(try await anna.send(.DELETE, "users/me/totp", body: bare.encoded).json.field == "totp")
            #expect(try await anna.send(.DELETE, "users/me/totp", body: with(codes[0])).code == "wrong_totp")
            let renewed = try await anna.send(.POST, "users/me/recovery-codes", body: with(codes[1])).ok().json
            let new = renewed.recoveryCodes.elements.map(\.asString)
            #expect(Set(new).count == 10 && Set(new).isDisjoint(with: codes))
            #expect(try await anna.send(.DELETE, "users/me/totp", body: with(codes[2])).code == "wrong_totp")
            #expect(try await anna.send(.DELETE, "users/me", body: bare.encoded).code == "totp_required")
            #expect(try await anna.send(.DELETE, "users/me/totp", body: with(new[0])).status == 204)
            #expect(try await anna.get("users/me").json.totp == ["enabled": false, "recoveryCodesLeft": 0])
            #expect(try await anna.send(.DELETE, "users/me/totp", body: with(new[1])).code == "conflict")
            #expect(try await signIn(server, password: "another horse").status == 200)
        }
    }

    @Test("The key lies beside the database, for the server alone, and the database holds nothing that makes codes")
    func key() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let new = try await anna.post("users/me/totp", ["password": "correct horse"]).ok().json
            let path = server.folder + "/secrets.key"
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            for file in try files(in: server.folder) {
                let bytes = try Data(contentsOf: URL(filePath: server.folder + "/" + file))
                #expect(bytes.firstRange(of: Data(new.secret.asString.utf8)) == nil, "\(file)")
            }
            #expect(!server.logLines.contains { $0.contains(new.secret.asString) })
        }
    }

    @Test("Without the key nobody starts in its stead, until it is back or the second factors are given up")
    func lostKey() async throws {
        try await withTestServer { server in
            let folder = (server.folder as NSString).deletingLastPathComponent
            func pollux(_ arguments: String...) async throws -> TestProgram.Outcome {
                try await TestProgram.outcome(arguments + ["--data", server.folder], in: folder)
            }
            func refusal() async throws -> String {
                "\(try #require(await #expect(throws: (any Error).self) { try await server.start() }))"
            }
            let anna = try await person("Anna", at: server)
            var authenticator = try await turnOn(anna).authenticator
            try await server.stop()
            let (key, kept) = (server.folder + "/secrets.key", folder + "/kept.key")
            try FileManager.default.moveItem(atPath: key, toPath: kept)
            let missing = try await refusal()
            #expect(missing.contains("\(key) is missing: the second factors of 1 user cannot be opened."))
            #expect(missing.contains("pollux user remove-second-factor --all --data \(server.folder)"))
            #expect(try await pollux("check").output.contains("problem: \(missing)"))
            let backup = try await pollux("backup", "b.tar")
            #expect(backup.status != 0 && backup.errors.contains("second factors of 1 user"))
            let restored = try await TestProgram.outcome(["restore", "b.tar", "--data", "restored"], in: folder)
            #expect(restored.status == 0 && restored.errors.contains("second factors of 1 user"))
            #expect(try await pollux("user", "list").output.contains("second factor"))
            #expect(!FileManager.default.fileExists(atPath: key))

            try Data(repeating: 7, count: 32).write(to: URL(filePath: key))
            let other = try await refusal()
            #expect(other.contains("\(key) is not the key that the server had: "))
            #expect(try await pollux("check").output.contains("problem: \(other)"))

            try FileManager.default.removeItem(atPath: key)
            try FileManager.default.copyItem(atPath: kept, toPath: key)
            try await server.start()
            #expect(try await signIn(server, authenticator.next()).status == 200)
            try await server.stop()

            try FileManager.default.removeItem(atPath: key)
            #expect(try await pollux("user", "remove-second-factor", "--all").status == 0)
            try await server.start()
            #expect(try await signIn(server).status == 200)
            #expect(FileManager.default.fileExists(atPath: key))
        }
    }
}
