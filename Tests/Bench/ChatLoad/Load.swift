internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Runs simulated people.
struct Load: Sendable {
    let recorder: Recorder

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Somebody who has a socket and a conversation.
    private struct Person: Sendable {
        let cookie: String
        let conversation: String
        let socket: LiveSocket
        let asked: Asked
        let server: Server
    }

    private struct Server: Sendable {
        let url: String
        let host: String
        let port: Int

        init(_ url: String) throws {
            guard let parts = URL(string: url), let host = parts.host(), let port = parts.port else {
                throw Failure(description: "not an address with a port: \(url)")
            }
            (self.url, self.host, self.port) = (url, host, port)
        }
    }

    // MARK: Chatting

    func chat(_ command: ChatCommand) async throws {
        let server = try Server(command.server)
        try await withClient(connections: 200) { client in
            let people = try await arrive(command, server, client)
            print("ready")
            fflush(nil)
            let start = Recorder.now
            let end = command.seconds > 0 ? start + Int64(command.seconds) * 1_000_000 : .max
            await withTaskGroup(of: Void.self) { group in
                for (index, person) in people.prefix(command.asking).enumerated() {
                    group.addTask {
                        await pause(command.spread * Double(index) / Double(max(command.asking, 1)))
                        await ask(person, command.questions, until: end, client)
                    }
                }
            }
            print(try recorder.report(seconds: Double(Recorder.now - start) / 1e6))
            fflush(nil)
            if command.stays { _ = readLine() }
            for person in people { person.socket.close() }
        }
    }

    private func arrive(_ command: ChatCommand, _ server: Server, _ client: HTTPClient) async throws -> [Person] {
        try await withThrowingTaskGroup(of: Person.self) { group in
            for known in command.existing {
                let parts = known.split(separator: ",").map(String.init)
                group.addTask { try await person(parts[0], parts[1], server) }
            }
            var people: [Person] = []
            for index in 0..<max(0, command.people - command.existing.count) {
                if index >= 50, let person = try await group.next() { people.append(person) }
                group.addTask {
                    let cookie = try await signUp(server, client)
                    let id = UUIDv7.make()
                    let body = #"{"model":"\#(command.model)"}"#
                    _ = try await call(.PUT, server, "conversations/\(id)", body, cookie, client)
                    return try await person(cookie, id, server)
                }
            }
            for try await person in group { people.append(person) }
            return people
        }
    }

    private func person(_ cookie: String, _ conversation: String, _ server: Server) async throws -> Person {
        let asked = Asked()
        let socket = try await LiveSocket.open(
            host: server.host,
            port: server.port,
            cookie: cookie,
            recorder: recorder,
            asked: asked
        )
        guard case .ready? = await socket.events.first(where: { _ in true }) else {
            throw Failure(description: "the socket said something else than hello")
        }
        return Person(cookie: cookie, conversation: conversation, socket: socket, asked: asked, server: server)
    }

    private func ask(_ person: Person, _ questions: Int, until end: Int64, _ client: HTTPClient) async {
        for question in 0..<questions where Recorder.now < end {
            do {
                let body = #"{"id":"\#(UUIDv7.make())","text":"Question number \#(question), please."}"#
                person.asked.ask(at: Recorder.now)
                let path = "conversations/\(person.conversation)/messages"
                _ = try await call(.POST, person.server, path, body, person.cookie, client)
                events: for await event in person.socket.events {
                    switch event {
                    case .ready: continue
                    case .answered: break events
                    case .failed(let reason): throw Failure(description: reason)
                    }
                }
            } catch {
                return recorder.addProblem("\(error)")
            }
        }
    }

    private func signUp(_ server: Server, _ client: HTTPClient) async throws -> String {
        let response = try await call(.POST, server, "guests", "{}", nil, client)
        guard let cookie = response["set-cookie"].first?.prefix(while: { $0 != ";" }) else {
            throw Failure(description: "no cookie")
        }
        return String(cookie)
    }

    @discardableResult
    private func call(
        _ method: HTTPMethod,
        _ server: Server,
        _ path: String,
        _ body: String,
        _ cookie: String?,
        _ client: HTTPClient
    ) async throws -> HTTPHeaders {
        var request = HTTPClientRequest(url: "\(server.url)/api/v1/\(path)")
        request.method = method
        request.headers = ["Content-Type": "application/json", "Origin": server.url]
        if let cookie { request.headers.add(name: "Cookie", value: cookie) }
        request.body = .bytes(ByteBuffer(string: body))
        let response = try await client.execute(request, timeout: .seconds(120))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
        guard (200..<300).contains(response.status.code) else {
            throw Failure(description: "\(method) \(response.status.code): \(text.prefix(200))")
        }
        return response.headers
    }

    // MARK: Relaying

    func relay(_ command: RelayCommand) async throws {
        let server = try Server(command.server)
        try await withClient(connections: command.asking) { client in
            print("ready")
            fflush(nil)
            let start = Recorder.now
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<command.asking {
                    group.addTask {
                        await pause(command.spread * Double(index) / Double(command.asking))
                        do {
                            for _ in 0..<command.questions { try await stream(command.model, server, client) }
                        } catch {
                            recorder.addProblem("\(error)")
                        }
                    }
                }
            }
            print(try recorder.report(seconds: Double(Recorder.now - start) / 1e6))
        }
    }

    private func stream(_ model: String, _ server: Server, _ client: HTTPClient) async throws {
        var request = HTTPClientRequest(
            url: "\(server.url)/v1beta/models/\(model):streamGenerateContent?alt=sse"
        )
        request.method = .POST
        request.headers = ["Content-Type": "application/json", "x-goog-api-key": "bench"]
        request.body = .bytes(
            ByteBuffer(string: #"{"contents":[{"role":"user","parts":[{"text":"Question, please."}]}]}"#)
        )
        let asked = Recorder.now
        let response = try await client.execute(request, timeout: .seconds(600))
        guard response.status == .ok else { throw Failure(description: "\(response.status)") }
        var (hasBegun, last) = (false, Int64(0))
        for try await part in response.body {
            let now = Recorder.now
            let stamps = Stamps.all(in: part.readableBytesView)
            recorder.addFrame(bytes: part.readableBytes, delays: stamps.map { now - $0 })
            if !hasBegun { recorder.addFirst(now - asked) }
            hasBegun = true
            last = stamps.last ?? last
        }
        let now = Recorder.now
        recorder.addAnswer(end: last > 0 ? now - last : nil, whole: now - asked)
    }

    // MARK: Common

    private func withClient(connections: Int, _ body: (HTTPClient) async throws -> Void) async throws {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        configuration.timeout.connect = .seconds(60)
        configuration.httpVersion = .http1Only
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            try await body(client)
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private func pause(_ seconds: Double) async {
        if seconds > 0 { try? await Task.sleep(for: .seconds(seconds)) }
    }
}

/// Ids as browsers make them. RFC 9562, 5.7.
enum UUIDv7 {
    static func make() -> String {
        let milliseconds = UInt64(Date().timeIntervalSince1970 * 1000)
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * index)) }
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = bytes.map { String(format: "%02x", $0) }.joined()
        let ends = [0, 8, 12, 16, 20, 32]
        return zip(ends, ends.dropFirst()).map { String(hex.dropFirst($0).prefix($1 - $0)) }.joined(separator: "-")
    }
}
