internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A started process: its number, and the reading ends of what it writes.
///
/// Foundation's `Process` loses sight of an end now and then when several are started at the same time (swift-corelibs-foundation
/// of Swift 6.3). Here one starts at a time, and inherits no other one's pipes.
struct ChildProcess: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let starting = Mutex(())

    let number: pid_t
    let output: CInt
    let errors: CInt

    /// Starts a program with this environment and no other, in `folder`, without standard input.
    static func start(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        folder: String
    ) throws -> ChildProcess {
        // A shell changes the folder: posix_spawn itself cannot, without extensions that Swift does not see.
        let arguments = ["-c", #"cd "$0" && exec "$@""#, folder, program] + arguments
        return try starting.withLock { _ in try start("/bin/sh", arguments, environment) }
    }

    private static func start(
        _ program: String,
        _ arguments: [String],
        _ environment: [String: String]
    ) throws -> ChildProcess {
        let (output, errors) = (try makePipe(), try makePipe())
        // The writing ends are the child's.
        defer {
            close(output.writing)
            close(errors.writing)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)
        var number = pid_t()
        let result = withCStrings([program] + arguments) { arguments in
            withCStrings(environment.map { "\($0)=\($1)" }) { environment in
                posix_spawn(&number, program, &actions, nil, arguments, environment)
            }
        }
        guard result == 0 else { throw Failure(description: "\(program): \(String(cString: strerror(result)))") }
        return ChildProcess(number: number, output: output.reading, errors: errors.reading)
    }

    /// Blocks until the process ends; gives its exit status, or the negative number of the signal that ended it.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(number, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : -signal
    }

    private static func makePipe() throws -> (reading: CInt, writing: CInt) {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: String(cString: strerror(errno))) }
        // What the child gets are copies without this mark.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func withCStrings<Value>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
    ) -> Value {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
