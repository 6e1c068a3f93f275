import Foundation
import GRDB
import GeminiStandIn
import NIOCore
import PolluxTesting
import Testing
import WebSocketTesting

/// A guest of the program, over one connection.
private struct ProgramGuest {
    let port: Int
    let cookie: String
    let exchange: HTTPExchange
    let connection: RawConnection

    static func arrive(_ port: Int) async throws -> ProgramGuest {
        let connection = try await RawConnection.connect(port: port)
        let exchange = HTTPExchange(connection)
        let fields = [("Origin", "http://localhost"), ("Content-Type", "application/json"), ("Content-Length", "2")]
        try await exchange.send("POST", "/api/v1/guests", headers: fields, body: "{}")
        let cookie = try #require(try await exchange.receive()["set-cookie"]?.split(separator: ";").first)
        return ProgramGuest(port: port, cookie: String(cookie), exchange: exchange, connection: connection)
    }

    @discardableResult
    func send(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> HTTPAnswer {
        var fields = [("Origin", "http://localhost"), ("Cookie", cookie)]
        let text = body?.encoded ?? ""
        if body != nil { fields += [("Content-Type", "application/json"), ("Content-Length", "\(text.utf8.count)")] }
        try await exchange.send(method, "/api/v1/\(path)", headers: fields, body: text)
        return try await exchange.receive()
    }

    /// Asks in a conversation of its own; gives the answer's id.
    func ask(_ text: String) async throws -> String {
        let id = newID()
        #expect(try await send("PUT", "conversations/\(id)", ["model": "stand-in-hold"]).status == 201)
        let asked = try await send(
            "POST",
            "conversations/\(id)/messages",
            ["id": .string(newID()), "text": .string(text)]
        )
        #expect(asked.status == 201)
        return try JSON(asked.body).answer.id.asString
    }

    func openSocket() async throws -> WebSocketClient {
        let headers = [("Origin", "http://localhost"), ("Cookie", cookie)]
        let socket = try await WebSocketClient.connect(port: port, path: "/api/v1/live", headers: headers)
        try await socket.send(#"{"type":"resume","epoch":null,"since":0,"answers":[]}"#)
        _ = try await socket.receiveText()
        return socket
    }
}

@Suite("Signals", .timeLimit(.minutes(30)))
struct SignalTests {
    private static let serve = ["serve", "--port", "0", "--data", "data"]

    private static func environment(_ standIn: String, seconds: Int) -> [String: String] {
        [
            "GEMINI_API_KEY": "a-key", "GEMINI_BASE_URL": standIn, "POLLUX_RATE_LIMITS": "off",
            "POLLUX_SHUTDOWN_SECONDS": "\(seconds)",
        ]
    }

    private static func port(_ line: String) throws -> Int {
        try #require(line.split(separator: ":").last.flatMap { Int($0.dropLast()) })
    }

    /// The answers in the database by their status.
    private static func answers(in folder: String) throws -> [String: [String]] {
        let database = try DatabaseQueue(path: folder + "/data/pollux.sqlite")
        defer { try? database.close() }
        let rows = try database.read { db in
            #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
            return try Row.fetchAll(db, sql: "SELECT status, text FROM messages WHERE status != 'stored'")
        }
        return Dictionary(grouping: rows) { $0["status"] as String }.mapValues { $0.map { $0["text"] as String } }
    }

    @Test(
        "Of fifty answers at SIGTERM some end by themselves, the others are interrupted with their text; the exit status is 0"
    )
    func fifty() async throws {
        try await withTemporaryFolder { folder in
            try await StandIn.running { standIn, address in
                let environment = Self.environment(address, seconds: 12)
                let outcome = try await TestProgram.run(Self.serve, environment: environment, in: folder) { program in
                    let guest = try await ProgramGuest.arrive(Self.port(try await program.firstLine()))
                    for number in 1...50 { _ = try await guest.ask(number <= 20 ? "Soon." : "Never.") }
                    try await standIn.control.waitForHeld(count: 50)
                    let socket = try await guest.openSocket()
                    program.terminate()
                    try await program.waitForErrors(containing: "no new work is taken")
                    for _ in 1...20 { standIn.control.release(containing: "Soon.") }
                    var finals: [String: Int] = [:]
                    while let frame = try await socket.receive() {
                        guard frame.opcode == ClientFrame.Opcode.text else {
                            #expect(frame.closeCode == 1001)
                            try await socket.send(ClientFrame(ClientFrame.Opcode.close, frame.payload))
                            break
                        }
                        let status = try JSON(frame.text).item.status.asString
                        if ["complete", "interrupted"].contains(status) { finals[status, default: 0] += 1 }
                    }
                    #expect(finals == ["complete": 20, "interrupted": 30])
                    try await socket.connection.close()
                    try await guest.connection.close()
                    return try await program.outcome()
                }
                #expect(outcome.status == 0)
                let answers = try Self.answers(in: folder)
                #expect(answers.mapValues(\.count) == ["complete": 20, "interrupted": 30])
                #expect(answers.values.joined().allSatisfy { !$0.isEmpty })
                try await standIn.control.waitForClosedStream(count: 30)
                try await standIn.control.waitForNoStreams()
                #expect(standIn.control.closedStreamCount == 30)
            }
        }
    }

    @Test("A second signal ends it at once, and the next start finds what was stored", arguments: [SIGTERM, SIGINT])
    func second(_ signal: Int32) async throws {
        try await withTemporaryFolder { folder in
            try await StandIn.running { standIn, address in
                let environment = Self.environment(address, seconds: 3600)
                let outcome = try await TestProgram.run(Self.serve, environment: environment, in: folder) { program in
                    let guest = try await ProgramGuest.arrive(Self.port(try await program.firstLine()))
                    for _ in 1...5 { _ = try await guest.ask("Never.") }
                    try await standIn.control.waitForHeld(count: 5)
                    program.send(signal)
                    try await program.waitForErrors(containing: "no new work is taken")
                    program.send(signal)
                    return try await program.outcome()
                }
                #expect(outcome.status == 128 + signal)
                #expect(try Self.answers(in: folder).mapValues(\.count) == ["streaming": 5])
                try await TestProgram.run(Self.serve, environment: environment, in: folder) { program in
                    _ = try await program.firstLine()
                    program.terminate()
                    #expect(try await program.outcome().status == 0)
                }
                #expect(try Self.answers(in: folder).mapValues(\.count) == ["interrupted": 5])
                #expect(standIn.control.requests.count { $0.asksForAnswer } == 5)
            }
        }
    }

    private static func waitForUpload(in folder: String) async throws {
        let end = ContinuousClock.now + .seconds(240)
        while ContinuousClock.now < end {
            if try !FileManager.default.contentsOfDirectory(atPath: folder).isEmpty { return }
            await Task.yield()
        }
        throw Reply.Unexpected(description: "no upload begins")
    }

    @Test("An upload that is under way when nothing else runs comes to its end")
    func transfers() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await TestProgram.run(Self.serve, in: folder) { program in
                let guest = try await ProgramGuest.arrive(Self.port(try await program.firstLine()))
                let fields = [
                    ("Origin", "http://localhost"), ("Cookie", guest.cookie), ("Content-Type", "text/plain"),
                    ("Content-Length", "20"),
                ]
                let id = newID()
                try await guest.exchange.send("PUT", "/api/v1/attachments/\(id)?name=a.txt", headers: fields)
                try await guest.connection.send(ByteBuffer(string: "0123456789"))
                try await Self.waitForUpload(in: folder + "/data/attachments/incoming")
                program.terminate()
                try await program.waitForErrors(containing: "no new work is taken")
                try await guest.connection.send(ByteBuffer(string: "0123456789"))
                let stored = try await guest.exchange.receive()
                #expect(stored.status == 201)
                #expect(try JSON(stored.body).bytes == 20)
                try await guest.connection.close()
                return try await program.outcome()
            }
            #expect(outcome.status == 0)
        }
    }
}
