internal import Foundation

/// What the kernel lets this process have open at once: connections, files, and what runs the program.
///
/// Without descriptors nothing can be accepted, asked of Gemini or stored, and libdispatch ends the process when it needs one for a
/// timer. So connections never take all of them.
enum Descriptors {
    /// Raises the limit to what the process may give itself, and gives it. Shells and systemd set 1,024 for programs that use `select`.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return Int(exactly: limit.rlim_cur) ?? .max
    }

    /// How many connections from outside leave enough for everything else.
    static func connections(wanted: Int, limit: Int) -> Int {
        min(wanted, max(limit - 512, limit / 4))
    }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
}
