import Foundation
import Testing

/// Prometheus's own checker, as `bin/promtool` puts it there or the machine has it.
enum Promtool {
    static let comment: Comment = "There is no promtool: see bin/promtool."

    static let path: String? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        return [root.appending(path: ".build/tools/promtool").path, "/usr/bin/promtool"]
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()
}
