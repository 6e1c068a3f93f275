import Foundation
import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing

/// Secrets that nobody else has are used in every way there is, and then looked for everywhere they must not be.
@Suite("Secrets", .timeLimit(.minutes(30)))
struct SecretsTests {
    /// What belongs to nobody but its owner, by what it is.
    private struct Secrets {
        var credentials: [String: String] = [:]
        var texts: [String: String] = [:]

        func found(in text: String) -> [String] {
            credentials.merging(texts) { $1 }.filter { text.contains($0.value) }.keys.sorted()
        }
    }

    /// Everything in a folder, as bytes.
    private static func bytes(of folder: String) throws -> Data {
        var all = Data()
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where !path.hasSuffix("operator.sock") {
            let url = URL(filePath: "\(folder)/\(path)")
            if try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
                all += try Data(contentsOf: url)
            }
        }
        return all
    }

    private static func use(_ server: TestServer) async throws -> Secrets {
        var secrets = Secrets(credentials: ["Gemini's key": server.geminiKey])
        let (password, other) = ("pw-\(Canaries.make())", "pw-\(Canaries.make())")
        (secrets.credentials["password"], secrets.credentials["next password"]) = (password, other)
        let setup = try #require(server.setupSecret)
        secrets.credentials["setup"] = setup
        let root = TestBrowser(server)
        try await root.becomeAdministrator(password: password)
        secrets.credentials["session"] = root.cookie?.split(separator: "=").last.map(String.init)
        let invited = try await root.post("invitations", ["id": .string(newID())]).ok().json.secret
        let added = try await root.post("admin/users", ["name": "Ada"]).ok().json.secret
        (secrets.credentials["invitation"], secrets.credentials["reset"]) = (invited.asString, added.asString)
        try await TestBrowser(server).post("password-resets", ["secret": added, "password": .string(other)]).ok()
        let ada = TestBrowser(server)
        try await ada.signIn("Ada", password: other)
        secrets.credentials["Ada's session"] = ada.cookie?.split(separator: "=").last.map(String.init)
        let token = try await ada.post("tokens", ["id": .string(newID()), "name": "program"]).ok().json.secret
        secrets.credentials["access token"] = token.asString
        let factor = try await ada.post("users/me/totp", ["password": .string(other)]).ok().json.secret
        secrets.credentials["second factor"] = factor.asString
        secrets.texts = ["title": Canaries.make(), "question": Canaries.make(), "file": Canaries.make()]
        let chat = try await Chat.open("gemini-3.8-flash", for: ada, ["title": .string(secrets.texts["title"] ?? "")])
        try await ada.upload(Array((secrets.texts["file"] ?? "").utf8), name: "a.txt", type: "text/plain").ok()
        try await chat.answer(to: "[canary:\(secrets.texts["question"] ?? "")]")
        let share: JSON = ["id": .string(newID()), "conversationID": .string(chat.id)]
        let link = try await ada.post("shares", share).ok().json.url.asString
        secrets.credentials["link"] = link.split(separator: "#").last.map(String.init)
        try await TestBrowser(server).post("shares/open", ["secret": .string(secrets.credentials["link"] ?? "")]).ok()
        _ = try await chat.tab.close()
        return secrets
    }

    /// Commands with secrets in them that are refused in as many ways as there are; gives all replies.
    private static func refusals(_ secrets: Secrets, _ server: TestServer) async throws -> [String] {
        let stranger = TestBrowser(server)
        for value in secrets.credentials.values {
            let text = JSON.string(value)
            for (path, body) in [
                ("session", ["name": "Ada", "password": text, "totp": text] as JSON),
                ("users", ["name": text, "password": text, "invitation": text]), ("password-resets", ["secret": text]),
                ("password-resets", ["secret": text, "password": "x"]),
                ("invitations/check", ["secret": text, "x": text]), ("shares/open", ["secret": text, "x": text]),
                ("shares/file", ["secret": text, "attachmentID": text]),
                ("shares/file", ["secret": text, "attachmentID": .string(newID())]),
                ("guests", ["password": text]),
            ] {
                _ = try await stranger.post(path, body)
            }
            _ = try await stranger.send(.GET, "conversations") {
                $0.replaceOrAdd(name: "Authorization", value: "Bearer \(value)x")
                $0.replaceOrAdd(name: "Cookie", value: "pollux_session=\(value)x")
            }
            _ = try await stranger.send(.POST, "session", body: #"{"password":"\#(value)""#)
        }
        return stranger.seen
    }

    @Test(
        "None is found in a log line, in an error, in a header to Gemini but the key's own, or (a credential) on the disk"
    )
    func nowhere() async throws {
        try await withTestServer { server in
            let secrets = try await Self.use(server)
            #expect(secrets.credentials.count == 11)
            let refusals = try await Self.refusals(secrets, server)
            #expect(refusals.count > 60)
            for text in refusals where text.contains(#""code""#) { #expect(secrets.found(in: text) == [], "\(text)") }
            #expect(server.logLines.count > 100)
            for line in server.logLines { #expect(secrets.found(in: line) == [], "\(line)") }
            for request in server.standIn.requests {
                let isKey = { (field: (key: String, value: String)) in field.key == "x-goog-api-key" }
                let sent = request.path + request.bodyText + request.headers.filter { !isKey($0) }.values.joined()
                #expect(secrets.found(in: sent).filter { secrets.credentials[$0] != nil } == [])
            }
            let disk = try Self.bytes(of: server.folder)
            for (name, value) in secrets.credentials { #expect(disk.range(of: Data(value.utf8)) == nil, "\(name)") }
            // The control: what may lie there is found, so the search works.
            for (name, value) in secrets.texts { #expect(disk.range(of: Data(value.utf8)) != nil, "\(name)") }
            #expect(secrets.found(in: "a log line with \(server.geminiKey) in it") == ["Gemini's key"])
        }
    }

    @Test("The key is in no command line of any process, and in nothing that the program writes")
    func process() async throws {
        try await withTemporaryFolder { folder in
            let key = "key-\(Canaries.make())"
            let environment = [
                "GEMINI_API_KEY": key, "GEMINI_BASE_URL": "http://127.0.0.1:1", "POLLUX_LOG_LEVEL": "trace",
            ]
            let arguments = ["serve", "--port", "0", "--data", "data"]
            let outcome = try await TestProgram.run(arguments, environment: environment, in: folder) { program in
                _ = try await program.firstLine()
                var seen = 0
                for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int(process) != nil {
                    // One that has ended meanwhile has none.
                    guard let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { continue }
                    seen += 1
                    #expect(line.range(of: Data(key.utf8)) == nil)
                }
                #expect(seen > 1)
                program.terminate()
                return try await program.outcome()
            }
            #expect(!outcome.output.contains(key) && !outcome.errors.contains(key))
            #expect(try Self.bytes(of: folder).range(of: Data(key.utf8)) == nil)
        }
    }
}
