import ChatDomain
import Dispatch
import Store
import Synchronization
import Testing

@testable import SQLiteStore

struct GroupCommitTests {
    /// Starts writers one after another. When `waitForAll` returns, each of them is in the store's queue: an actor runs one of its
    /// jobs at a time, and a writer gives way to the next only where it waits for its commit.
    private actor Starter {
        private let count: Int
        private var started = 0
        private var waiter: CheckedContinuation<Void, Never>?

        init(count: Int) {
            self.count = count
        }

        func write<Value: Sendable>(
            _ store: SQLiteStore,
            _ body: @escaping @Sendable (any ChatWriter) throws -> Value
        ) async throws -> Value {
            started += 1
            if started == count { waiter?.resume() }
            return try await store.write(body)
        }

        func waitForAll() async {
            if started < count { await withCheckedContinuation { waiter = $0 } }
        }
    }

    /// Keeps the store's thread busy from the moment it returns until it is released. Waits are bounded, so that a failing test ends.
    private func block(
        _ store: SQLiteStore,
        until release: DispatchSemaphore,
        in group: inout ThrowingTaskGroup<Bool, any Error>
    ) async throws {
        let isBlocked = DispatchSemaphore(value: 0)
        group.addTask {
            try await store.write { _ in
                isBlocked.signal()
                #expect(release.wait(timeout: .now() + 600) == .success)
                return false
            }
        }
        try await store.read { _ in #expect(isBlocked.wait(timeout: .now() + 600) == .success) }
    }

    @Test func writersThatArriveDuringACommitShareTheNext() async throws {
        let commits = Mutex<[Int]>([])
        try await withSQLiteStore(announce: { all in commits.withLock { $0.append(all.count) } }) { store in
            let (user, place) = try await store.makePlace()
            commits.withLock { $0 = [] }
            let release = DispatchSemaphore(value: 0)
            let starter = Starter(count: 200)
            let stored = try await withThrowingTaskGroup(of: Bool.self) { group in
                try await block(store, until: release, in: &group)
                for number in 0..<200 {
                    group.addTask {
                        do {
                            return try await starter.write(store) { writer in
                                _ = try writer.makeNext(user, place)
                                if number % 2 == 0 { throw Refused() }
                                return true
                            }
                        } catch is Refused {
                            return false
                        }
                    }
                }
                await starter.waitForAll()
                release.signal()
                return try await group.reduce(0) { $1 ? $0 + 1 : $0 }
            }
            #expect(stored == 100)
            #expect(commits.withLock { $0.count } == 1)
            let conversation = try await store.read { try $0.conversation(user, place) }
            #expect(conversation?.lastSeq == 100)
            #expect(conversation?.revision == 202)
        }
    }

    @Test func whoComesWhenTooManyWaitIsToldAtOnceAndTheOthersAreServed() async throws {
        try await withSQLiteStore { store in
            let release = DispatchSemaphore(value: 0)
            let starter = Starter(count: GroupCommit.maximumWaiting + 5)
            let served = try await withThrowingTaskGroup(of: Bool.self) { group in
                try await block(store, until: release, in: &group)
                for _ in 0..<GroupCommit.maximumWaiting + 5 {
                    group.addTask {
                        do {
                            return try await starter.write(store) { _ in true }
                        } catch let error as StoreError {
                            #expect(error.kind == .busy && error.asChatError.code == .unavailable)
                            return false
                        }
                    }
                }
                await starter.waitForAll()
                release.signal()
                return try await group.reduce(0) { $1 ? $0 + 1 : $0 }
            }
            #expect(served == GroupCommit.maximumWaiting)
        }
    }

    @Test func afterItsCloseAStoreRefuses() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(folder: folder, logger: quiet, announce: { _ in })
            try store.close()
            await #expect(throws: (any Error).self) { try await store.write { _ = try $0.makeUser() } }
            await #expect(throws: (any Error).self) {
                _ = try await store.read { try $0.revision(UserID(rawValue: 1)) }
            }
        }
    }
}
