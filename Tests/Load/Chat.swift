import ArgumentParser
import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// People with a socket each, some of whom ask.
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "chat")

    @Option(help: "Where Pollux is, such as http://127.0.0.1:8080.")
    var server: String

    @Option(help: "How many people have a socket.")
    var people = 1

    @Option(help: "How many of them ask.")
    var asking = 1

    @Option(help: "The model of their conversations.")
    var model: String

    @Option(help: "How many questions each one asks, one after another.")
    var questions = 1

    @Option(help: "Seconds after which nobody asks anew; 0: no limit.")
    var seconds = 0

    @Option(help: "Seconds over which the first questions are spread.")
    var spread = 0.0

    @Flag(help: "When all is over, or nobody asks: stay until standard input ends.")
    var stays = false

    @Option(
        help: "Of the asking ones, the cookie and the conversation of one who is there already, separated by a comma."
    )
    var existing: [String] = []

    func run() async throws {
        try await Server.with(server, connections: 200) { try await Chat(command: self, server: $0).run() }
    }
}

/// Lets them chat, and tells what they saw.
private struct Chat {
    let command: ChatCommand
    let server: Server
    let recorder = Recorder()

    func run() async throws {
        let people = try await arrive()
        print("ready")
        fflush(nil)
        let start = Recorder.now
        let end = command.seconds > 0 ? start + Int64(command.seconds) * 1_000_000 : .max
        await withTaskGroup(of: Void.self) { group in
            for (index, person) in people.prefix(command.asking).enumerated() {
                group.addTask {
                    await pause(command.spread * Double(index) / Double(max(command.asking, 1)))
                    await ask(person, until: end)
                }
            }
        }
        print(try recorder.report(seconds: Double(Recorder.now - start) / 1e6))
        fflush(nil)
        if command.stays { _ = readLine() }
        for person in people { person.channel.close(promise: nil) }
    }

    private func arrive() async throws -> [Person] {
        try await withThrowingTaskGroup(of: Person.self) { group in
            for known in command.existing {
                let parts = known.split(separator: ",").map(String.init)
                group.addTask { try await Person.arrive(parts[0], parts[1], server, recorder) }
            }
            var people: [Person] = []
            for index in 0..<max(0, command.people - command.existing.count) {
                if index >= 50, let person = try await group.next() { people.append(person) }
                group.addTask {
                    let cookie = try await server.signUp()
                    let conversation = try await server.converse(model: command.model, cookie)
                    return try await Person.arrive(cookie, conversation, server, recorder)
                }
            }
            for try await person in group { people.append(person) }
            return people
        }
    }

    private func ask(_ person: Person, until end: Int64) async {
        for question in 0..<command.questions where Recorder.now < end {
            do {
                person.asked.ask(at: Recorder.now)
                try await server.ask("Question number \(question), please.", in: person.conversation, person.cookie)
                events: for await event in person.events {
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
}

/// Somebody who has a socket and a conversation.
private struct Person: Sendable {
    /// What happened on the socket, besides deltas.
    enum Event: Sendable {
        case ready
        case answered
        case failed(String)
    }

    let cookie: String
    let conversation: String
    let channel: any Channel
    let events: AsyncStream<Event>
    let asked: Asked

    /// Opens the socket and waits for its first word.
    static func arrive(_ cookie: String, _ conversation: String, _ server: Server, _ recorder: Recorder) async throws
        -> Person
    {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        let asked = Asked()
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let channel = try await loop.flatSubmit {
            let observer = Observer(recorder: recorder, asked: asked, events: continuation)
            let (socket, channel) = LiveSocket.connect(to: server, cookie: cookie, on: loop, onEvent: observer.take)
            observer.socket = socket
            return channel
        }.get()
        guard case .ready? = await events.first(where: { _ in true }) else {
            throw Failure(description: "the socket said something else than hello")
        }
        return Person(cookie: cookie, conversation: conversation, channel: channel, events: events, asked: asked)
    }
}

/// When the running question was asked, and whether its answer has begun: shared by a person's task and socket.
private final class Asked: Sendable {
    private struct State {
        var at: Int64 = 0
        var hasBegun = false
    }

    private let state = Mutex(State())

    func ask(at now: Int64) { state.withLock { $0 = State(at: now) } }

    /// Since the question, if this is its answer's first text.
    func begin(at now: Int64) -> Int64? {
        state.withLock { state in
            guard !state.hasBegun else { return nil }
            state.hasBegun = true
            return now - state.at
        }
    }

    var at: Int64 { state.withLock { $0.at } }
}

/// Times what a person's socket is told. On its event loop only.
private final class Observer {
    private let recorder: Recorder
    private let asked: Asked
    private let events: AsyncStream<Person.Event>.Continuation
    weak var socket: LiveSocket?

    init(recorder: Recorder, asked: Asked, events: AsyncStream<Person.Event>.Continuation) {
        (self.recorder, self.asked, self.events) = (recorder, asked, events)
    }

    func take(_ event: LiveSocket.Event) {
        switch event {
        case .opened: socket?.resume()
        case .refused(let status): events.yield(.failed("the socket was refused: \(status)"))
        case .text(let payload): take(payload, at: Recorder.now)
        case .ping, .pong: break
        case .ended(let code):
            events.yield(.failed("the socket ended: \(code)"))
            events.finish()
        }
    }

    private func take(_ payload: ByteBuffer, at now: Int64) {
        let view = payload.readableBytesView
        if view.starts(with: #"{"type":"delta""#.utf8) {
            recorder.addFrame(bytes: view.count, delays: Stamps.all(in: view).map { now - $0 })
            if let first = asked.begin(at: now) { recorder.addFirst(first) }
        } else if view.starts(with: #"{"type":"change""#.utf8) {
            recorder.addFrame(bytes: view.count, delays: [])
            let json = String(buffer: payload)
            guard json.contains(#""role":"model""#) else { return }
            if json.contains(#""status":"complete""#) {
                if let first = asked.begin(at: now) { recorder.addFirst(first) }
                recorder.addAnswer(end: Stamps.all(in: view).last.map { now - $0 }, whole: now - asked.at)
                events.yield(.answered)
            } else if json.contains(#""status":"failed""#) || json.contains(#""status":"interrupted""#) {
                events.yield(.failed("answer failed"))
            }
        } else if view.starts(with: #"{"type":"hello""#.utf8) {
            events.yield(.ready)
        }
    }
}

func pause(_ seconds: Double) async {
    if seconds > 0 { try? await Task.sleep(for: .seconds(seconds)) }
}
