internal import Foundation

/// What the system tells of this process, under the names that Prometheus's own libraries use.
package enum ProcessReadings {
    package static var all: [Reading] {
        let start = startTime
        return [
            Reading("process_cpu_seconds_total", "Seconds of CPU, user and system", type: "counter") { cpuSeconds },
            Reading("process_resident_memory_bytes", "Memory that is in RAM") { pages(1) },
            Reading("process_virtual_memory_bytes", "Memory that has an address") { pages(0) },
            Reading("process_open_fds", "Open file descriptors") { openDescriptors },
            Reading("process_max_fds", "The most file descriptors that may be open") { maximumDescriptors },
            Reading("process_start_time_seconds", "When the process began, in seconds since 1970") { start },
        ]
    }

    private static var cpuSeconds: Double? {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Source: proc(5), `statm`; there is none but on Linux.
    private static func pages(_ field: Int) -> Double? {
        guard let line = try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii) else { return nil }
        let fields = line.split(separator: " ")
        guard fields.count > field, let pages = Double(fields[field]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static var openDescriptors: Double? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") else { return nil }
        // One of them is the folder itself, which is being read.
        return Double(max(0, names.count - 1))
    }

    private static var maximumDescriptors: Double? {
        let limit = sysconf(Int32(_SC_OPEN_MAX))
        return limit > 0 ? Double(limit) : nil
    }

    /// Looked up once; it must not move when the clock does.
    private static let startTime: Double? = {
        guard let line = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let rest = line.split(separator: ")").last?.split(separator: " "), rest.count > 19,
            let ticks = Double(rest[19]),
            let boot = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
            let bootLine = boot.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let bootTime = Double(bootLine.dropFirst("btime ".count))
        else { return nil }
        return bootTime + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }()
}
