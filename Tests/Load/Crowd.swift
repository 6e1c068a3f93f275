import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// Many sockets of many people. Opens nothing, and then does what each line on standard input says, and answers with one line
/// of JSON, a `CrowdReport`.
///
/// | line | what it does |
/// |---|---|
/// | `open N` | opens N more sockets, dealt out among the users, and resumes on each without a past |
/// | `ask K MODEL TEXT` | each of the first K users asks, in a conversation of their own |
/// | `stall N` | the first N sockets read nothing any more |
/// | `slow N BYTES` | the first N sockets read so many bytes a second |
/// | `go` | all read again; those that turn out to be closed come back and resume |
/// | `mute N` | the first N sockets answer no pings any more |
/// | `drop` | all are reset at once, come back at once and resume; answers when all are back |
/// | `flood N ping COUNT`, `flood N resume COUNT` | the first N sockets send that so often, as fast as they can |
/// | `clear` | counts from 0 again |
/// | `report` | nothing |
struct CrowdCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crowd",
        abstract: "Sockets that do what lines on standard input say."
    )

    @Option(help: "Where Pollux is, such as http://127.0.0.1:8080.")
    var server: String

    @Option(help: "How many people the sockets belong to.")
    var users = 1

    func run() async throws {
        try await Server.with(server, connections: 8) { server in
            var cookies: [String] = []
            for _ in 0..<users { cookies.append(try await server.signUp()) }
            let crowd = Crowd(server, cookies)
            print("ready")
            fflush(nil)
            while let line = readLine() {
                print(try JSON.line(await crowd.take(line)))
                fflush(nil)
            }
        }
    }
}

/// Its state belongs to its one event loop.
final class Crowd: @unchecked Sendable {
    // Unchecked: every `var` is touched on `loop` only.
    private let loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.any()
    private let server: Server
    private let cookies: [String]
    /// By the order in which they were opened.
    private var sockets: [Int: CrowdSocket] = [:]
    private var next = 0
    /// Where those were that the server has closed.
    private var lost: [CrowdSocket.Place] = []
    private var comesBack = false
    var counts = Counts()
    /// Microseconds between two deltas of one answer on one socket.
    var pauses: [Int64] = []

    init(_ server: Server, _ cookies: [String]) {
        (self.server, self.cookies) = (server, cookies)
    }

    /// Does what a line says.
    func take(_ line: String) async throws -> CrowdReport {
        var report = CrowdReport()
        do {
            report.opening = try await perform(line.split(separator: " ", maxSplits: 3).map(String.init))
        } catch {
            report.error = "\(error)"
        }
        (report.open, report.counts, report.pauses) = try await onLoop {
            (self.sockets.values.count { $0.socket?.isOpen == true }, self.counts, Percentiles(self.pauses))
        }
        return report
    }

    private func perform(_ words: [String]) async throws -> CrowdReport.Opening? {
        let number = words.count > 1 ? Int(words[1]) ?? 0 : 0
        switch words.first {
        case "open": return try await open(number)
        case "ask": try await ask(users: number, model: words[2], text: words[3])
        case "stall": try await each(number) { $0.socket?.read(rate: 0) }
        case "slow": try await each(number) { $0.socket?.read(rate: Int(words[2])) }
        case "go": return try await goOn()
        case "mute": try await each(number) { $0.socket?.answersPings = false }
        case "flood": try await flood(number, words[2], Int(words[3]) ?? 0)
        case "drop": return try await drop()
        case "clear": try await onLoop { (self.counts, self.pauses) = (Counts(), []) }
        case "report": break
        default: throw Failure(description: "unknown: \(words)")
        }
        return nil
    }

    private func onLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await loop.submit(body).get()
    }

    private func each(_ number: Int, _ body: @escaping @Sendable (CrowdSocket) -> Void) async throws {
        try await onLoop {
            for (_, socket) in self.sockets.sorted(by: { $0.key < $1.key }).prefix(number) { body(socket) }
        }
    }

    // MARK: Opening

    private func open(_ number: Int) async throws -> CrowdReport.Opening {
        let places = try await onLoop {
            (0..<number).map { CrowdSocket.Place(cookie: self.cookies[(self.next + $0) % self.cookies.count]) }
        }
        return await connect(places, atOnce: 100)
    }

    private func connect(_ places: [CrowdSocket.Place], atOnce: Int) async -> CrowdReport.Opening {
        let start = Recorder.now
        let waits = await withTaskGroup(of: Int64?.self, returning: [Int64].self) { group in
            var waits: [Int64] = []
            for (index, place) in places.enumerated() {
                if index >= atOnce, case let wait?? = await group.next() { waits.append(wait) }
                group.addTask {
                    let begin = Recorder.now
                    // What was refused is counted; what failed is what is missing.
                    guard (try? await self.connect(place).get()) != nil else { return nil }
                    return Recorder.now - begin
                }
            }
            for await case let wait? in group { waits.append(wait) }
            return waits
        }
        return CrowdReport.Opening(
            connected: waits.count,
            failed: places.count - waits.count,
            seconds: Double(Recorder.now - start) / 1e6,
            waits: Percentiles(waits)
        )
    }

    private func connect(_ place: CrowdSocket.Place) -> EventLoopFuture<Void> {
        loop.flatSubmit {
            let isReady = self.loop.makePromise(of: Void.self)
            let socket = CrowdSocket(self, place, number: self.next, isReady: isReady)
            self.next += 1
            self.sockets[socket.number] = socket
            socket.connect(to: self.server, on: self.loop)
            return isReady.futureResult
        }
    }

    /// It has ended.
    func lose(_ socket: CrowdSocket) {
        guard sockets.removeValue(forKey: socket.number) != nil else { return }
        if comesBack { connect(socket.place).whenComplete { _ in } } else { lost.append(socket.place) }
    }

    // MARK: Trouble

    private func drop() async throws -> CrowdReport.Opening {
        let places = try await onLoop {
            let dropped = self.sockets.values
            self.sockets = [:]
            for socket in dropped { socket.socket?.reset() }
            return dropped.map(\.place)
        }
        return await connect(places, atOnce: places.count)
    }

    private func goOn() async throws -> CrowdReport.Opening {
        try await each(.max) { $0.socket?.read(rate: nil) }
        let places = try await onLoop {
            defer { (self.comesBack, self.lost) = (true, []) }
            return self.lost
        }
        return await connect(places, atOnce: 100)
    }

    private func flood(_ number: Int, _ what: String, _ count: Int) async throws {
        for _ in 0..<count {
            try await each(number) { what == "ping" ? $0.socket?.ping() : $0.resume() }
        }
    }

    // MARK: Questions

    private func ask(users: Int, model: String, text: String) async throws {
        for cookie in cookies.prefix(users) {
            let conversation = try await server.converse(model: model, cookie)
            try await server.ask(text, in: conversation, cookie)
        }
    }
}
