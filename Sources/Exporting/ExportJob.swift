internal import ChatDomain
package import Foundation
internal import Synchronization

/// How far an export is.
package struct ExportStatus: Hashable, Sendable {
    package enum State: String, Sendable {
        case running
        case done
        case failed
    }

    package var id: UUID
    package var state: State
    /// Parts that are written, and that there are.
    package var done: Int
    package var total: Int
    /// The archive's size, once it is complete.
    package var bytes: Int64?
}

/// One archive of one user, from the asking to its deletion.
final class ExportJob: Sendable {
    let id: UUID
    let user: UserID
    let path: String
    private let state: Mutex<(status: ExportStatus, isWanted: Bool)>

    init(id: UUID, user: UserID, path: String) {
        self.id = id
        self.user = user
        self.path = path
        state = Mutex((ExportStatus(id: id, state: .running, done: 0, total: 0), true))
    }

    var status: ExportStatus { state.withLock { $0.status } }
    var isWanted: Bool { state.withLock { $0.isWanted } }

    func begin(total: Int) {
        state.withLock { $0.status.total = total }
    }

    /// What was added meanwhile is written, too.
    func note(done: Int) {
        state.withLock { state in
            state.status.done = done
            state.status.total = max(state.status.total, done)
        }
    }

    func end(bytes: Int64) {
        let isWanted = state.withLock { state in
            state.status.state = .done
            state.status.total = state.status.done
            state.status.bytes = bytes
            return state.isWanted
        }
        if !isWanted { unlink(path) }
    }

    func fail() {
        state.withLock { $0.status.state = .failed }
        unlink(path)
    }

    /// Deletes the archive, or keeps it from being completed.
    func forget() {
        state.withLock { $0.isWanted = false }
        unlink(path)
    }
}
