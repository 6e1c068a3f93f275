internal import Foundation
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle

/// Tells whoever supervises the process, such as systemd, how it is: datagrams to the socket that `NOTIFY_SOCKET` names
/// (sd_notify(3)). Without that variable it says nothing.
///
/// swift-service-lifecycle does not speak this, and libsystemd would be a library to link for four short messages.
package struct Supervisor: Sendable {
    /// The path of a socket, or an abstract name that begins with NUL; `nil`: nobody wants to know.
    private let address: [UInt8]?
    /// After so long without a sign of life the process is killed; `nil`: it is not.
    package let patience: Duration?

    /// - Parameter environment: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`, as sd_notify(3) and sd_watchdog_enabled(3)
    ///   describe them.
    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let name = Array((environment["NOTIFY_SOCKET"] ?? "").utf8)
        let isAbstract = name.first == UInt8(ascii: "@")
        let isGood = (isAbstract || name.first == UInt8(ascii: "/")) && name.count < Self.longestPath
        address = isGood ? isAbstract ? [0] + name.dropFirst() : name : nil
        // What is for a parent or a child is not for us.
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        patience = isGood && isOurs && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    /// Bytes that the address of a Unix socket has room for (`sun_path`).
    private static let longestPath = 108

    /// Sends one message. Losing one does no harm that cannot be seen from outside: so it does not throw.
    package func tell(_ lines: String...) async {
        guard let address else { return }
        // The queue of the socket is short. Each is worth a few attempts.
        for _ in 0..<20 {
            if Self.send(lines.joined(separator: "\n"), to: address) || errno != EAGAIN { return }
            guard (try? await Task.sleep(for: .milliseconds(50))) != nil else { return }
        }
    }

    private static func send(_ message: String, to name: [UInt8]) -> Bool {
        #if os(Linux)
            let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { return false }
            defer { close(descriptor) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
            // An abstract name ends with its last byte, a path with a NUL.
            let length = MemoryLayout<sa_family_t>.size + name.count + (name[0] == 0 ? 0 : 1)
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    Array(message.utf8).withUnsafeBytes { bytes in
                        sendto(descriptor, bytes.baseAddress, bytes.count, flags, address, socklen_t(length))
                            == bytes.count
                    }
                }
            }
        #else
            return true  // there is no systemd
        #endif
    }
}

/// Gives the supervisor a sign of life, twice in the time that it has patience for: as long as what serves people answers.
package struct Watchdog: Service {
    private let supervisor: Supervisor
    private let proof: @Sendable () async -> Void

    /// - Parameter proof: returns only if the server is alive.
    package init(_ supervisor: Supervisor, proof: @escaping @Sendable () async -> Void) {
        self.supervisor = supervisor
        self.proof = proof
    }

    package func run() async throws {
        guard let patience = supervisor.patience else { return try await gracefulShutdown() }
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: patience / 2)) != nil {
                await proof()
                await supervisor.tell("WATCHDOG=1")
            }
        }
    }

    /// Every event loop has had a turn. One that hangs keeps this from returning.
    static func turnOfEveryLoop() async {
        for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
            // Loops of the singleton are never shut down.
            try? await loop.submit {}.get()
        }
    }
}

/// Tells the supervisor that the end has begun. Must stop first.
struct Leaving: Service {
    let supervisor: Supervisor

    func run() async throws {
        try? await gracefulShutdown()  // cancelled: it ends, too
        await supervisor.tell("STOPPING=1", "STATUS=Answers under way may finish")
    }
}
