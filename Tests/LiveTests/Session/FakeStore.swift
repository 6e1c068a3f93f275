import ChatDomain
import Foundation
import Store
import Synchronization

/// A store that keeps nothing but changes, in memory.
final class FakeStore: ChatStore {
    private struct State {
        var changes: [UserID: [Change]] = [:]
        var forgotten: [UserID: Int64] = [:]
        var isBroken = false
        var reads = 0
        var beforeRead: @Sendable () async -> Void = {}
    }

    let epoch = UUID()
    private let state = Mutex(State())

    /// Writes the user's next change down; it is not announced.
    func commit(_ user: UserID, _ make: (_ revision: Int64) -> Change) -> Announcement {
        state.withLock { state in
            let change = make(Int64(state.changes[user, default: []].count) + 1)
            state.changes[user, default: []].append(change)
            return Announcement(userID: user, changes: [change])
        }
    }

    func revision(_ user: UserID) -> Int64 {
        state.withLock { Int64($0.changes[user, default: []].count) }
    }

    /// Changes up to this one are kept no more.
    func forget(_ user: UserID, upTo revision: Int64) { state.withLock { $0.forgotten[user] = revision } }

    func breakDown() { state.withLock { $0.isBroken = true } }

    /// How often somebody has read.
    var reads: Int { state.withLock { $0.reads } }

    /// What happens whenever somebody is about to read.
    func setBeforeRead(_ action: @escaping @Sendable () async -> Void) { state.withLock { $0.beforeRead = action } }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any ChatReader) throws -> Value) async throws -> Value {
        await state.withLock { $0.beforeRead }()
        let (changes, forgotten, isBroken) = state.withLock { state in
            state.reads += 1
            return (state.changes, state.forgotten, state.isBroken)
        }
        if isBroken { throw StoreError(.busy, "broken down") }
        return try body(Reader(changes: changes, forgotten: forgotten))
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (any ChatWriter) throws -> Value) async throws -> Value {
        throw NotExpected()
    }

    private struct Reader: UnusedReader {
        let changes: [UserID: [Change]]
        let forgotten: [UserID: Int64]

        func revision(_ user: UserID) throws -> Int64 { Int64(changes[user, default: []].count) }

        func changes(_ user: UserID, since: Int64, limit: Int) throws -> [Change]? {
            guard since >= forgotten[user, default: 0] else { return nil }
            // With the item as it is now.
            var latest: [Change.Subject: Change.Item?] = [:]
            for change in changes[user, default: []] { latest[change.subject] = .some(change.item) }
            return changes[user, default: []].drop { $0.revision <= since }.prefix(limit).map { change in
                Change(revision: change.revision, subject: change.subject, item: latest[change.subject] ?? nil)
            }
        }
    }
}
