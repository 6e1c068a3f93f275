internal import Foundation
internal import Synchronization

/// Why a backup was not made or not restored, in one sentence for the operator. Holds no secret and no text of anybody's.
package struct BackupFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    /// What `errno` says of a file.
    static func system(_ path: String) -> BackupFailure {
        BackupFailure("\(path): \(String(cString: strerror(errno))).")
    }
}

/// Tells work that blocks that it is wanted no more.
package final class Interruption: Sendable {
    private let flag = Atomic(false)

    package init() {}

    package func raise() {
        flag.store(true, ordering: .relaxed)
    }

    package var isRaised: Bool { flag.load(ordering: .relaxed) }

    package func check() throws {
        if isRaised { throw BackupFailure("Stopped. Nothing is left of it.") }
    }
}
