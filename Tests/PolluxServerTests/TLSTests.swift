import Foundation
import NIOCore
import NIOSSL
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("TLS", .timeLimit(.minutes(30)))
struct TLSTests {
    /// Makes a certificate for localhost, signed by itself, and its key.
    private static func makeCertificate(_ name: String, in folder: String) async throws {
        let arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem",
        ]
        let outcome = try await TestProgram.outcome(arguments, program: "/usr/bin/openssl", in: folder)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private static func settings(_ folder: String) -> [String: String] {
        ["pollux.tls.certificate": folder + "/cert.pem", "pollux.tls.key": folder + "/key.pem"]
    }

    /// Connects as a browser that trusts the certificate which lies there now, and no other.
    private static func connect(
        _ server: TestServer,
        _ folder: String,
        maximum: TLSVersion? = nil
    ) async throws -> RawConnection {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(folder + "/cert.pem")
        configuration.maximumTLSVersion = maximum
        if maximum != nil { configuration.minimumTLSVersion = .tlsv1 }
        let context = try NIOSSLContext(configuration: configuration)
        return try await RawConnection.connect(port: try server.port) { channel in
            let handler = try NIOSSLClientHandler(context: context, serverHostname: "localhost")
            try channel.pipeline.syncOperations.addHandler(handler)
        }
    }

    private static func get(_ path: String, _ connection: RawConnection) async throws -> HTTPAnswer {
        let exchange = HTTPExchange(connection)
        try await exchange.sendGet(path)
        return try await exchange.receive()
    }

    @Test("The page, the API and the socket over TLS of our own, with cookies for https only")
    func everything() async throws {
        try await withTemporaryFolder { folder in
            try await Self.makeCertificate("first", in: folder)
            try await withTestServer(Self.settings(folder)) { server in
                let connection = try await Self.connect(server, folder)
                let page = try await Self.get("/", connection)
                #expect(page.status == 200)
                #expect(page["strict-transport-security"] == "max-age=63072000")
                let exchange = HTTPExchange(connection)
                let fields = [
                    ("Origin", "https://localhost"), ("Content-Type", "application/json"), ("Content-Length", "2"),
                ]
                try await exchange.send("POST", "/api/v1/guests", headers: fields, body: "{}")
                let answer = try await exchange.receive()
                #expect(answer.status == 201)
                let cookie = try #require(answer["set-cookie"])
                #expect(cookie.hasPrefix("__Host-pollux_session=") && cookie.hasSuffix("; Secure"))
                let socket = try await WebSocketClient.upgrade(
                    connection,
                    exchange,
                    path: "/api/v1/live",
                    headers: [
                        ("Origin", "https://localhost"), ("Cookie", String(cookie.prefix { $0 != ";" })),
                    ]
                )
                try await socket.send(#"{"type":"resume","epoch":null,"since":0,"answers":[]}"#)
                #expect(try await socket.receiveText().contains("hello"))
            }
        }
    }

    @Test("Plain HTTP and TLS before 1.2 get nothing")
    func others() async throws {
        try await withTemporaryFolder { folder in
            try await Self.makeCertificate("first", in: folder)
            try await withTestServer(Self.settings(folder)) { server in
                let plain = try await RawConnection.connect(port: try server.port)
                #expect((try? await Self.get("/healthz", plain)) == nil)
                let old = try await Self.connect(server, folder, maximum: .tlsv11)
                #expect((try? await Self.get("/healthz", old)) == nil)
                let today = try await Self.connect(server, folder, maximum: .tlsv12)
                #expect(try await Self.get("/healthz", today).status == 200)
            }
        }
    }

    @Test("A new certificate is taken at SIGHUP; one that cannot be used leaves the old one")
    func reload() async throws {
        try await withTemporaryFolder { folder in
            try await Self.makeCertificate("first", in: folder)
            let environment = [
                "POLLUX_TLS_CERTIFICATE": folder + "/cert.pem", "POLLUX_TLS_KEY": folder + "/key.pem",
            ]
            let arguments = ["serve", "--port", "0", "--data", "data"]
            try await TestProgram.run(arguments, environment: environment, in: folder) { program in
                let line = try await program.firstLine()
                let port = try #require(line.firstMatch(of: /https:\/\/127\.0\.0\.1:(\d+)\//).flatMap { Int($0.1) })
                func isServed() async throws -> Bool {
                    let context = try NIOSSLContext(
                        configuration: {
                            var configuration = TLSConfiguration.makeClientConfiguration()
                            configuration.trustRoots = .file(folder + "/cert.pem")
                            return configuration
                        }()
                    )
                    let connection = try await RawConnection.connect(port: port) { channel in
                        let handler = try NIOSSLClientHandler(context: context, serverHostname: "localhost")
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    return (try? await Self.get("/healthz", connection))?.status == 200
                }
                #expect(try await isServed())
                try await Self.makeCertificate("second", in: folder)
                #expect(try await !isServed())
                program.hangUp()
                var isNew = false
                // The signal takes its time.
                for _ in 0..<2000 where !isNew { isNew = try await isServed() }
                #expect(isNew)
                // The control is the wrong one: now the file is no certificate.
                let good = try Data(contentsOf: URL(filePath: folder + "/cert.pem"))
                try Data("nonsense".utf8).write(to: URL(filePath: folder + "/cert.pem"))
                program.hangUp()
                try await program.waitForErrors(containing: "The new certificate cannot be used")
                try good.write(to: URL(filePath: folder + "/cert.pem"))
                #expect(try await isServed())
            }
        }
    }

    @Test("Without a certificate that can be used it does not start")
    func unusable() async throws {
        try await withTemporaryFolder { folder in
            try await Self.makeCertificate("first", in: folder)
            try Data(contentsOf: URL(filePath: folder + "/cert.pem")).write(to: URL(filePath: folder + "/first.pem"))
            try await Self.makeCertificate("second", in: folder)
            for (certificate, key, sentence) in [
                ("missing.pem", "key.pem", "POLLUX_TLS_CERTIFICATE names a file that cannot be read."),
                ("cert.pem", "missing.pem", "POLLUX_TLS_KEY names a file that cannot be read."),
                ("key.pem", "cert.pem", "POLLUX_TLS_CERTIFICATE must name a certificate in PEM."),
                ("cert.pem", "cert.pem", "POLLUX_TLS_KEY must name a key in PEM that has no passphrase."),
                (
                    "first.pem", "key.pem",
                    "The key of POLLUX_TLS_KEY is not that of the certificate of POLLUX_TLS_CERTIFICATE."
                ),
            ] {
                let outcome = try await TestProgram.outcome(
                    ["serve", "--port", "0", "--data", "data"],
                    environment: ["POLLUX_TLS_CERTIFICATE": certificate, "POLLUX_TLS_KEY": key],
                    in: folder
                )
                #expect(outcome.status == 1)
                #expect(outcome.errors == "pollux: \(sentence)\n")
            }
            let half = try await TestProgram.outcome(
                ["serve", "--data", "data"],
                environment: ["POLLUX_TLS_CERTIFICATE": "cert.pem"],
                in: folder
            )
            #expect(half.errors.contains("POLLUX_TLS_CERTIFICATE and POLLUX_TLS_KEY belong together."))
        }
    }
}
