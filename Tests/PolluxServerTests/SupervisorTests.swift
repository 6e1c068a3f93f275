import Foundation
import NIOPosix
import PolluxServer
import PolluxTesting
import Testing

@Suite("What systemd is told", .timeLimit(.minutes(30)))
struct SupervisorTests {
    @Test("That it is ready, lives and stops, by a path or an abstract name", arguments: [false, true])
    func program(isAbstract: Bool) async throws {
        try await withTemporaryFolder { folder in
            let name = isAbstract ? "@pollux-test-\(UUID().uuidString)" : folder + "/notify"
            let socket = try NotifySocket(name)
            let environment = ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "200000"]
            let arguments = ["serve", "--port", "0", "--data", "data"]
            try await TestProgram.run(arguments, environment: environment, in: folder) { program in
                let line = try await program.firstLine()
                // It lives before it listens, and may say so.
                var ready = "WATCHDOG=1"
                while ready == "WATCHDOG=1" { ready = try await socket.receive() }
                #expect(ready.hasPrefix("READY=1\nSTATUS=Pollux is at http://127.0.0.1:"))
                #expect(line == ready.split(separator: "=").last.map(String.init))
                for _ in 0..<3 { #expect(try await socket.receive() == "WATCHDOG=1") }
                program.terminate()
                var last = "WATCHDOG=1"
                while last == "WATCHDOG=1" { last = try await socket.receive() }
                #expect(last.hasPrefix("STOPPING=1\n"))
                #expect(try await program.outcome().status == 0)
            }
        }
    }

    @Test("There is no sign of life while what serves people does not answer")
    func hung() async throws {
        try await withTemporaryFolder { folder in
            let socket = try NotifySocket(folder + "/notify")
            let environment = ["NOTIFY_SOCKET": folder + "/notify", "WATCHDOG_USEC": "1000"]
            let (turns, turn) = AsyncStream.makeStream(of: Void.self)
            let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
            let watchdog = Watchdog(Supervisor(environment: environment)) {
                beginning.yield()
                for await _ in turns { break }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await watchdog.run() }
                for await _ in begun { break }
                #expect(socket.isEmpty)
                turn.yield()
                let sign = try await socket.receive()
                #expect(sign == "WATCHDOG=1")
                turn.finish()
                group.cancelAll()
            }
        }
    }

    @Test("Nothing is said to nobody, and a watchdog that is another process's is left alone")
    func nobody() async {
        #expect(Supervisor(environment: ["WATCHDOG_USEC": "1000"]).patience == nil)
        #expect(Supervisor(environment: ["NOTIFY_SOCKET": "relative", "WATCHDOG_USEC": "1000"]).patience == nil)
        let others = ["NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"]
        #expect(Supervisor(environment: others).patience == nil)
        await Supervisor(environment: others).tell("READY=1")
        await Supervisor(environment: [:]).tell("READY=1")
    }
}

/// A socket of systemd's, as it were.
final class NotifySocket: Sendable {
    private let descriptor: Int32

    init(_ name: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = name.hasPrefix("@") ? [0] + name.utf8.dropFirst() : Array(name.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        try #require(result == 0, "\(String(cString: strerror(errno)))")
    }

    deinit {
        close(descriptor)
    }

    var isEmpty: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT) | Int32(MSG_PEEK)) < 0
    }

    /// The next message. Throws when none comes.
    func receive() async throws -> String {
        let descriptor = descriptor
        return try await NIOThreadPool.singleton.runIfActive {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &bytes, bytes.count, 0)
            guard count >= 0 else { throw CocoaError(.fileReadUnknown) }
            return String(decoding: bytes[..<count], as: UTF8.self)
        }
    }
}
