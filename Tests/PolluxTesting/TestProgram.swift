internal import Foundation
internal import Synchronization

/// The built program as a process of its own.
package final class TestProgram: Sendable {
    /// The process did not do in time what was waited for.
    package struct Missed: Error, CustomStringConvertible {
        package let description: String
    }

    /// How a process ended, and all that it wrote.
    package struct Outcome: Sendable {
        package let status: Int32
        package let output: String
        package let errors: String
    }

    private let process: Process
    private let output: ProgramOutput
    private let errors: ProgramOutput
    private let ends: AsyncStream<Void>

    /// One start at a time: a process that is started meanwhile would inherit the other one's pipes and keep them open.
    private static let starting = Mutex(())

    private init(_ arguments: [String], _ environment: [String: String], folder: String) throws {
        let process = Process()
        let (ends, end) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        // The tests' own executable lies in the same folder.
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "pollux")
        process.arguments = arguments
        process.environment = ["HOME": folder, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.currentDirectoryURL = URL(filePath: folder, directoryHint: .isDirectory)
        process.standardInput = FileHandle.nullDevice
        process.terminationHandler = { _ in end.finish() }
        self.ends = ends
        self.process = process
        (output, errors) = try Self.starting.withLock { _ in
            let (output, errors) = (ProgramOutput(), ProgramOutput())
            process.standardOutput = output.pipe
            process.standardError = errors.pipe
            try process.run()
            return (output, errors)
        }
    }

    /// Runs the program in `folder` around `body`; whatever happens, it is gone afterwards.
    package static func run<Value>(
        _ arguments: [String],
        environment: [String: String] = [:],
        in folder: String,
        _ body: (TestProgram) async throws -> Value
    ) async throws -> Value {
        let program = try TestProgram(arguments, environment, folder: folder)
        defer { if program.process.isRunning { kill(program.process.processIdentifier, SIGKILL) } }
        return try await body(program)
    }

    /// Runs the program to its end.
    package static func outcome(
        _ arguments: [String],
        environment: [String: String] = [:],
        in folder: String,
        within limit: Duration = .seconds(60)
    ) async throws -> Outcome {
        try await run(arguments, environment: environment, in: folder) { try await $0.outcome(within: limit) }
    }

    /// The first line on standard output.
    package func firstLine(within limit: Duration = .seconds(60)) async throws -> String {
        let line = try await Self.inTime(limit) { [output] in await output.firstLine() }
        guard let line else { throw Missed(description: "no line within \(limit): \(errors.text)") }
        return line
    }

    package func terminate() {
        process.terminate()
    }

    /// Waits for the end.
    package func outcome(within limit: Duration = .seconds(60)) async throws -> Outcome {
        let isOver = try await Self.inTime(limit) { [ends, output, errors] in
            for await _ in ends {}
            await output.end()
            await errors.end()
            return Task.isCancelled ? nil : true
        }
        guard isOver != nil else { throw Missed(description: "no end within \(limit): \(errors.text)") }
        return Outcome(status: process.terminationStatus, output: output.text, errors: errors.text)
    }

    private static func inTime<Value: Sendable>(
        _ limit: Duration,
        _ body: @escaping @Sendable () async -> Value?
    ) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            let value = try await group.next() ?? nil
            group.cancelAll()
            return value
        }
    }
}

/// What a process writes to one of its outputs.
private final class ProgramOutput: Sendable {
    private struct State {
        var bytes = Data()
    }

    let pipe = Pipe()
    private let state = Mutex(State())
    private let lines: AsyncStream<String>
    private let ends: AsyncStream<Void>

    init() {
        let (lines, line) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(1))
        let (ends, end) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        self.lines = lines
        self.ends = ends
        pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let bytes = handle.availableData
            guard let self, !bytes.isEmpty else {
                handle.readabilityHandler = nil
                line.finish()
                return end.finish()
            }
            state.withLock { $0.bytes.append(bytes) }
            let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            if lines.count > 1 { line.yield(String(lines[0])) }
        }
    }

    var text: String { String(decoding: state.withLock { $0.bytes }, as: UTF8.self) }

    func firstLine() async -> String? {
        await lines.first { _ in true }
    }

    func end() async {
        for await _ in ends {}
    }
}
