internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// The built program as a process of its own.
package final class TestProgram: Sendable {
    /// The process did not do in time what was waited for.
    package struct Missed: Error, CustomStringConvertible {
        package let description: String
    }

    /// How a process ended, and all that it wrote.
    package struct Outcome: Sendable {
        /// The exit status; negative: the signal that ended it.
        package let status: Int32
        package let output: String
        package let errors: String
    }

    private let number: pid_t
    private let output: ProgramOutput
    private let errors: ProgramOutput
    private let status: EventLoopFuture<Int32>
    private let isOver = Mutex(false)

    private init(_ child: ChildProcess, waitingOn threads: NIOThreadPool) async throws {
        number = child.number
        output = try await ProgramOutput(child.output)
        errors = try await ProgramOutput(child.errors)
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        status = threads.runIfActive(eventLoop: eventLoop) { child.wait() }
        status.whenComplete { _ in self.isOver.withLock { $0 = true } }
    }

    /// The program's path: the tests' own executable lies in the same folder.
    package static var pollux: String {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "pollux")
            .path
    }

    /// Runs the program in `folder` around `body`; whatever happens, it is gone afterwards.
    ///
    /// - Parameter program: another one, by its path.
    package static func run<Value>(
        _ arguments: [String],
        program: String? = nil,
        environment: [String: String] = [:],
        in folder: String,
        _ body: (TestProgram) async throws -> Value
    ) async throws -> Value {
        let environment = ["HOME": folder, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        let child = try ChildProcess.start(program ?? pollux, arguments, environment: environment, folder: folder)
        let program = try await TestProgram(child, waitingOn: threads)
        let result: Result<Value, any Error>
        do { result = .success(try await body(program)) } catch { result = .failure(error) }
        program.send(SIGKILL)
        _ = try await program.status.get()
        try await threads.shutdownGracefully()
        return try result.get()
    }

    /// Runs the program to its end.
    package static func outcome(
        _ arguments: [String],
        program: String? = nil,
        environment: [String: String] = [:],
        in folder: String
    ) async throws -> Outcome {
        try await run(arguments, program: program, environment: environment, in: folder) { try await $0.outcome() }
    }

    /// The first line on standard output.
    package func firstLine(within limit: Duration = .seconds(60)) async throws -> String {
        let alarm = killAfter(limit)
        defer { alarm.cancel() }
        guard let line = await output.lines.first(where: { _ in true }) else {
            throw Missed(description: "no line on standard output: \(errors.text)")
        }
        return line
    }

    package func terminate() {
        send(SIGTERM)
    }

    /// Sends SIGHUP.
    package func hangUp() {
        send(SIGHUP)
    }

    /// Waits until standard error holds a text.
    package func waitForErrors(containing text: String, within limit: Duration = .seconds(60)) async throws {
        guard await errors.wait(for: text, within: limit) else {
            throw Missed(description: "no \(text) on standard error: \(errors.text)")
        }
    }

    /// Waits for the end.
    package func outcome(within limit: Duration = .seconds(60)) async throws -> Outcome {
        let alarm = killAfter(limit)
        defer { alarm.cancel() }
        let status = try await status.get()
        try await output.end.get()
        try await errors.end.get()
        guard status != -SIGKILL else { throw Missed(description: "no end within \(limit): \(errors.text)") }
        return Outcome(status: status, output: output.text, errors: errors.text)
    }

    private func killAfter(_ limit: Duration) -> Scheduled<Void> {
        status.eventLoop.scheduleTask(in: TimeAmount(limit)) { self.send(SIGKILL) }
    }

    /// Sends any signal; harmless when it has ended.
    package func send(_ signal: CInt) {
        isOver.withLock { isOver in
            if !isOver { kill(number, signal) }
        }
    }
}
