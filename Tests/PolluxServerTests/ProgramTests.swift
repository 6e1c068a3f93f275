import Foundation
import GRDB
import NIOCore
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("The program", .timeLimit(.minutes(30)))
struct ProgramTests {
    private static let serve = ["serve", "--port", "0", "--data", "data"]

    /// The port in the line that says where it is.
    private static func port(_ line: String) throws -> Int {
        let match = try #require(line.wholeMatch(of: /Pollux is at http:\/\/127\.0\.0\.1:(\d+)\//))
        return try #require(Int(match.1))
    }

    private static func get(_ path: String, port: Int) async throws -> HTTPAnswer {
        let connection = try await RawConnection.connect(port: port)
        let exchange = HTTPExchange(connection)
        try await exchange.sendGet(path)
        return try await exchange.receive()
    }

    @Test("It tells its version and its commands")
    func version() async throws {
        try await withTemporaryFolder { folder in
            let version = try await TestProgram.outcome(["--version"], in: folder)
            #expect(version.status == 0)
            #expect(version.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
            let help = try await TestProgram.outcome(["--help"], in: folder)
            #expect(help.status == 0)
            #expect(help.output.contains("serve") && help.output.contains("stand-in"))
            let wrong = try await TestProgram.outcome(["nonsense"], in: folder)
            #expect(wrong.status == 64)
        }
    }

    @Test("Without any configuration it makes its folder, says where it is and that this is a demo")
    func start() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await TestProgram.run(Self.serve, in: folder) { program in
                let port = try Self.port(try await program.firstLine())
                #expect(FileManager.default.fileExists(atPath: folder + "/data/pollux.sqlite"))
                let server = try JSON(try await Self.get("/api/v1/server", port: port).body)
                #expect(server.demo == true)
                #expect(server.registration == "open")
                let page = try await Self.get("/", port: port)
                #expect(page.status == 200)
                #expect(page["content-security-policy"]?.contains("default-src 'none'") == true)
                program.terminate()
                return try await program.outcome()
            }
            #expect(outcome.status == 0)
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == 2)
            let link = /Create the administrator's account: http:\/\/127\.0\.0\.1:\d+\/join#[A-Za-z0-9_-]{43}/
            #expect(lines.last?.wholeMatch(of: link) != nil)
            #expect(outcome.errors.contains("Demo mode"))
        }
    }

    @Test("SIGTERM ends it quickly and in order, with sockets open")
    func terminate() async throws {
        try await withTemporaryFolder { folder in
            // What would wait for the window's end is told from what does not.
            let environment = ["POLLUX_SHUTDOWN_SECONDS": "60"]
            try await TestProgram.run(Self.serve, environment: environment, in: folder) { program in
                let port = try Self.port(try await program.firstLine())
                let connection = try await RawConnection.connect(port: port)
                let exchange = HTTPExchange(connection)
                let fields = [
                    ("Origin", "http://localhost"), ("Content-Type", "application/json"), ("Content-Length", "2"),
                ]
                try await exchange.send("POST", "/api/v1/guests", headers: fields, body: "{}")
                let cookie = try #require(try await exchange.receive()["set-cookie"]?.split(separator: ";").first)
                var sockets: [WebSocketClient] = []
                for _ in 1...5 {
                    let headers = [("Origin", "http://localhost"), ("Cookie", String(cookie))]
                    let socket = try await WebSocketClient.connect(port: port, path: "/api/v1/live", headers: headers)
                    try await socket.send(#"{"type":"resume","epoch":null,"since":0,"answers":[]}"#)
                    _ = try await socket.receiveText()
                    sockets.append(socket)
                }
                let start = ContinuousClock.now
                program.terminate()
                for socket in sockets {
                    #expect(try await socket.receiveClose() == 1001)
                    try await socket.send(ClientFrame(ClientFrame.Opcode.close, ByteBuffer(integer: UInt16(1001))))
                    try await socket.connection.close()
                }
                #expect(try await program.outcome().status == 0)
                #expect(ContinuousClock.now - start < .seconds(30))
                try await connection.close()
            }
        }
    }

    @Test("A second one on the same folder is refused, and so is a port in use")
    func twice() async throws {
        try await withTemporaryFolder { folder in
            try await TestProgram.run(Self.serve, in: folder) { program in
                let port = try Self.port(try await program.firstLine())
                let second = try await TestProgram.outcome(Self.serve, in: folder)
                #expect(second.status == 1)
                #expect(Self.sentences(second) == ["pollux: The data folder data is in use by another Pollux."])
                let other = try await TestProgram.outcome(["--port", "\(port)", "--data", "other"], in: folder)
                #expect(other.status == 1)
                #expect(
                    Self.sentences(other) == [
                        "pollux: The port is in use by another program. Choose another one with --port."
                    ]
                )
                #expect(try await Self.get("/healthz", port: port).status == 200)
            }
        }
    }

    @Test("A folder that cannot be written is told in one sentence")
    func unwritable() async throws {
        try await withTemporaryFolder { folder in
            // Root may write anywhere, but nobody below a file.
            try Data().write(to: URL(filePath: folder + "/file"))
            let outcome = try await TestProgram.outcome(["serve", "--port", "0", "--data", "file/data"], in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.output == "")
            let sentences = Self.sentences(outcome)
            #expect(sentences.count == 1)
            #expect(sentences[0].hasPrefix("pollux: The data folder file/data cannot be written: "))
        }
    }

    @Test("Neither a newer database nor something else is touched")
    func databases() async throws {
        try await withTemporaryFolder { folder in
            try await TestProgram.run(Self.serve, in: folder) { program in
                _ = try await program.firstLine()
                program.terminate()
                #expect(try await program.outcome().status == 0)
            }
            let path = folder + "/data/pollux.sqlite"
            let database = try DatabaseQueue(path: path)
            try await database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999-later')") }
            try database.close()
            let newer = try await TestProgram.outcome(Self.serve, in: folder)
            #expect(newer.status == 1)
            let sentences = Self.sentences(newer)
            #expect(sentences.count == 1)
            #expect(sentences[0].contains("newer Pollux"))

            try FileManager.default.createDirectory(atPath: folder + "/other", withIntermediateDirectories: false)
            let junk = Data("This is no database, and it is longer than a header.".utf8)
            try junk.write(to: URL(filePath: folder + "/other/pollux.sqlite"))
            let other = try await TestProgram.outcome(["serve", "--port", "0", "--data", "other"], in: folder)
            #expect(other.status == 1)
            #expect(Self.sentences(other).count == 1)
            #expect(try Data(contentsOf: URL(filePath: folder + "/other/pollux.sqlite")) == junk)
        }
    }

    @Test("All wrong settings are named at once, without their secrets")
    func settings() async throws {
        try await withTemporaryFolder { folder in
            let environment = [
                "POLLUX_PORT": "70000", "POLLUX_REGISTRATION": "maybe", "POLLUX_GUESTS": "perhaps",
                "POLLUX_SHUTDOWN_SECONDS": "soon", "GEMINI_BASE_URL": "not an address", "GEMINI_API_KEY": "secret key",
                "POLLUX_PUBLIC_URL": "https://example.org/chat", "POLLUX_LOG_LEVEL": "loud",
            ]
            let outcome = try await TestProgram.outcome(["serve"], environment: environment, in: folder)
            #expect(outcome.status == 1)
            for name in environment.keys { #expect(outcome.errors.contains(name), "\(name)") }
            #expect(outcome.errors.split(separator: "\n").count == environment.count)
            #expect(!outcome.errors.contains("secret key"))
            #expect(!FileManager.default.fileExists(atPath: folder + "/data"))
        }
    }

    @Test("A file of settings that cannot be used is told in one sentence, and nothing begins")
    func files() async throws {
        try await withTemporaryFolder { folder in
            try Data("{".utf8).write(to: URL(filePath: folder + "/half.json"))
            try Data("\n".utf8).write(to: URL(filePath: folder + "/empty"))
            for (name, path, sentence) in [
                ("POLLUX_CONFIG", "missing.json", "POLLUX_CONFIG names a file that cannot be read."),
                ("POLLUX_CONFIG", "half.json", "POLLUX_CONFIG names a file that is not JSON as it has to be."),
                ("GEMINI_API_KEY_FILE", "missing", "GEMINI_API_KEY_FILE names a file that cannot be read."),
                // Whoever names a file means a key: made-up answers for everybody would be no reply to that.
                ("GEMINI_API_KEY_FILE", "empty", "GEMINI_API_KEY_FILE names a file that is empty."),
            ] {
                let outcome = try await TestProgram.outcome(Self.serve, environment: [name: path], in: folder)
                #expect(outcome.status == 1)
                #expect(outcome.errors == "pollux: \(sentence)\n")
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/data"))
        }
    }

    @Test("An address that cannot be had is told by its setting, and nobody is told that the server is ready")
    func addresses() async throws {
        try await withTemporaryFolder { folder in
            try await TestProgram.run(Self.serve, in: folder) { program in
                let port = try Self.port(try await program.firstLine())
                for (environment, sentence) in [
                    (
                        ["POLLUX_METRICS_PORT": "\(port)"],
                        "The port is in use by another program. Choose another one with POLLUX_METRICS_PORT."
                    ),
                    (
                        ["POLLUX_METRICS_PORT": "0", "POLLUX_METRICS_HOST": "192.0.2.77"],
                        "This machine does not have the address that POLLUX_METRICS_HOST names."
                    ),
                    (["POLLUX_HOST": "no.such.invalid"], "There is no machine of the name that --host says."),
                ] {
                    let outcome = try await TestProgram.outcome(
                        ["serve", "--port", "0", "--data", "other"],
                        environment: environment,
                        in: folder
                    )
                    #expect(outcome.status == 1)
                    #expect(outcome.output == "")
                    #expect(Self.sentences(outcome) == ["pollux: \(sentence)"])
                }
            }
        }
    }

    @Test("A hang-up ends nothing where there is no terminal")
    func hangUp() async throws {
        try await withTemporaryFolder { folder in
            try await TestProgram.run(Self.serve, in: folder) { program in
                let port = try Self.port(try await program.firstLine())
                program.hangUp()
                #expect(try await Self.get("/healthz", port: port).status == 200)
                program.terminate()
                #expect(try await program.outcome().status == 0)
            }
        }
    }

    @Test(
        "The links of a server at every address lead to a name or address of the machine",
        arguments: ["", "chat.lan"]
    )
    func links(hosts: String) async throws {
        try await withTemporaryFolder { folder in
            let environment = ["POLLUX_HOST": "0.0.0.0", "POLLUX_HOSTS": hosts]
            try await TestProgram.run(Self.serve, environment: environment, in: folder) { program in
                let address = try await program.firstLine()
                #expect(address.hasPrefix("Pollux is at http://0.0.0.0:"))
                let invited = try await TestProgram.outcome(["user", "invite", "--data", "data"], in: folder)
                let link = try #require(invited.output.firstMatch(of: /http:\/\/([^:\/]+):\d+\/join#/))
                #expect(hosts.isEmpty ? link.1 != "0.0.0.0" : link.1 == hosts)
            }
        }
    }

    @Test("Limits cannot be lifted beyond loopback")
    func limits() async throws {
        try await withTemporaryFolder { folder in
            let refused = try await TestProgram.outcome(
                ["serve", "--host", "0.0.0.0", "--port", "0"],
                environment: ["POLLUX_RATE_LIMITS": "off"],
                in: folder
            )
            #expect(refused.status == 1)
            #expect(refused.errors.contains("POLLUX_RATE_LIMITS"))
        }
    }

    @Test("Flags count for more than the environment, and a key file is read")
    func order() async throws {
        try await withTemporaryFolder { folder in
            try Data("a-key\n".utf8).write(to: URL(filePath: folder + "/key"))
            let environment = [
                // The unit file sets the key in any case, and without one to nothing.
                "POLLUX_PORT": "1", "GEMINI_API_KEY": "", "GEMINI_API_KEY_FILE": "key",
                "GEMINI_BASE_URL": "http://127.0.0.1:9",
                "POLLUX_DEFAULT_MODEL": "stand-in-echo", "POLLUX_GUESTS": "off", "POLLUX_RATE_LIMITS": "off",
            ]
            try await TestProgram.run(Self.serve, environment: environment, in: folder) { program in
                let port = try Self.port(try await program.firstLine())
                #expect(port != 1)
                let server = try JSON(try await Self.get("/api/v1/server", port: port).body)
                #expect(server.demo == false)
                #expect(server.guests == false)
                #expect(server.defaultModel == "stand-in-echo")
            }
        }
    }

    @Test("The stand-in runs alone")
    func standIn() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await TestProgram.run(["stand-in", "--port", "0"], in: folder) { program in
                let line = try await program.firstLine()
                let match = try #require(line.wholeMatch(of: /The stand-in is at http:\/\/127\.0\.0\.1:(\d+)\//))
                let port = try #require(Int(match.1))
                let connection = try await RawConnection.connect(port: port)
                let exchange = HTTPExchange(connection)
                try await exchange.sendGet("/v1beta/models", headers: [("x-goog-api-key", "any")])
                let models = try JSON(try await exchange.receive().body).models.elements
                #expect(models.contains { $0.name == "models/stand-in-echo" })
                try await connection.close()
                program.terminate()
                return try await program.outcome()
            }
            #expect(outcome.status == 0)
        }
    }

    private static func sentences(_ outcome: TestProgram.Outcome) -> [String] {
        outcome.errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("pollux: ") }
    }
}
