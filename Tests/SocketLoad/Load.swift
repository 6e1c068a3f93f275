import Foundation
import NIOCore
import NIOPosix

/// The sockets and their users. Its state belongs to its one event loop.
final class Load: @unchecked Sendable {
    // Unchecked: everything below is touched on `loop` only.
    private let loop: any EventLoop
    private let port: Int
    private let cookies: [String]
    /// By the order in which they were opened.
    private var sockets: [Int: LoadSocket] = [:]
    private var next = 0
    /// Where those were that the server has closed.
    private var lost: [Place] = []
    private var comesBack = false
    var counts = Counts()

    private init(loop: any EventLoop, port: Int, cookies: [String]) {
        self.loop = loop
        self.port = port
        self.cookies = cookies
    }

    static func make(port: Int, users: Int) async throws -> Load {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        var cookies: [String] = []
        for _ in 0..<users {
            let answer = try await Exchange.send("POST", "/api/v1/guests", body: "{}", port: port, on: loop)
            guard let cookie = answer.cookie else { throw Refused(status: answer.status) }
            cookies.append(cookie)
        }
        return Load(loop: loop, port: port, cookies: cookies)
    }

    struct Refused: Error {
        let status: Int
    }

    /// Does what a line says; gives more members for its report.
    func perform(_ words: [String]) async throws -> String {
        let number = words.count > 1 ? Int(words[1]) ?? 0 : 0
        switch words.first {
        case "open": return try await open(number)
        case "ask": try await ask(users: number, model: words[2], text: words[3])
        case "stall": try await each(number) { $0.read(rate: 0) }
        case "slow": try await each(number) { $0.read(rate: Int(words[2])) }
        case "go": return try await goOn()
        case "mute": try await each(number) { $0.answersPings = false }
        case "flood": try await flood(number, words[2], Int(words[3]) ?? 0)
        case "drop": return try await drop()
        case "clear": try await onLoop { self.counts = Counts() }
        default: break
        }
        return ""
    }

    func report() async throws -> String {
        try await onLoop { self.counts.json(open: self.sockets.values.count { $0.isOpen }) }
    }

    private func onLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await loop.submit(body).get()
    }

    private func each(_ number: Int, _ body: @escaping @Sendable (LoadSocket) -> Void) async throws {
        try await onLoop {
            for (_, socket) in self.sockets.sorted(by: { $0.key < $1.key }).prefix(number) { body(socket) }
        }
    }

    // MARK: Opening

    private func open(_ number: Int) async throws -> String {
        let places = try await onLoop { () -> [Place] in
            (0..<number).map { Place(cookie: self.cookies[(self.next + $0) % self.cookies.count]) }
        }
        return try await connect(places, atOnce: 100)
    }

    /// Where a socket goes on.
    private struct Place {
        var cookie: String
        var epoch: String?
        var revision = 0
    }

    private func connect(_ places: [Place], atOnce: Int) async throws -> String {
        let start = ContinuousClock.now
        let times = await withTaskGroup(of: Double?.self, returning: [Double].self) { group in
            var times: [Double] = []
            for (index, place) in places.enumerated() {
                if index >= atOnce, let time = await group.next() { times += time.map { [$0] } ?? [] }
                group.addTask {
                    let begin = ContinuousClock.now
                    // What was refused is counted; what failed is what is missing.
                    guard (try? await self.connect(place).get()) != nil else { return nil }
                    return (ContinuousClock.now - begin) / .milliseconds(1)
                }
            }
            for await time in group { times += time.map { [$0] } ?? [] }
            return times.sorted()
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return """
            "connected":\(times.count),"failed":\(places.count - times.count),"seconds":\(seconds),\
            "connectP50":\(times.percentile(50)),"connectP99":\(times.percentile(99)),
            """
    }

    private func connect(_ place: Place) -> EventLoopFuture<Void> {
        loop.flatSubmit {
            let isReady = self.loop.makePromise(of: Void.self)
            let socket = LoadSocket(
                self,
                cookie: place.cookie,
                epoch: place.epoch,
                revision: place.revision,
                isReady: isReady,
                number: self.next
            )
            self.next += 1
            let bound = NIOLoopBound(socket, eventLoop: self.loop)
            ClientBootstrap(group: self.loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(bound.value)
                        self.sockets[bound.value.number] = bound.value
                    }
                }
                .connect(host: "127.0.0.1", port: self.port)
                .whenFailure { isReady.fail($0) }
            return isReady.futureResult
        }
    }

    func isGone(_ socket: LoadSocket) {
        guard sockets.removeValue(forKey: socket.number) != nil else { return }
        let place = Place(cookie: socket.cookie, epoch: socket.epoch, revision: socket.revision)
        if comesBack { connect(place).whenComplete { _ in } } else { lost.append(place) }
    }

    // MARK: Trouble

    private func drop() async throws -> String {
        let places = try await onLoop { () -> [Place] in
            let dropped = self.sockets.values
            self.sockets = [:]
            for socket in dropped { socket.reset() }
            return dropped.map { Place(cookie: $0.cookie, epoch: $0.epoch, revision: $0.revision) }
        }
        return try await connect(places, atOnce: places.count)
    }

    private func goOn() async throws -> String {
        try await each(.max) { $0.read(rate: nil) }
        let places = try await onLoop { () -> [Place] in
            defer { (self.comesBack, self.lost) = (true, []) }
            return self.lost
        }
        return try await connect(places, atOnce: 100)
    }

    private func flood(_ number: Int, _ what: String, _ count: Int) async throws {
        for _ in 0..<count {
            try await each(number) { what == "ping" ? $0.ping() : $0.resume() }
        }
    }

    // MARK: Questions

    private func ask(users: Int, model: String, text: String) async throws {
        for cookie in cookies.prefix(users) {
            let id = UUID().uuidString.lowercased()
            let made = try await Exchange.send(
                "PUT",
                "/api/v1/conversations/\(id)",
                cookie: cookie,
                body: #"{"model":"\#(model)"}"#,
                port: port,
                on: loop
            )
            guard made.status == 201 else { throw Refused(status: made.status) }
            let asked = try await Exchange.send(
                "POST",
                "/api/v1/conversations/\(id)/messages",
                cookie: cookie,
                body: #"{"id":"\#(UUID().uuidString.lowercased())","text":"\#(text)"}"#,
                port: port,
                on: loop
            )
            guard asked.status == 201 else { throw Refused(status: asked.status) }
        }
    }
}
