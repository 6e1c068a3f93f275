import ChatDomain
import Dispatch
import Foundation
import GRDB
import Store
import Testing

@testable import SQLiteStore

/// The log stays short, whatever is read meanwhile, and is not trusted after a write that failed.
struct WriteAheadLogTests {
    private func withStore(_ body: (SQLiteStore, _ logBytes: () throws -> Int) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(folder: folder, logger: quiet) { _ in }
            try await body(store) {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/pollux.sqlite-wal")
                return (attributes[.size] as? NSNumber)?.intValue ?? 0
            }
            try store.close()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).contains("pollux.sqlite"))
        }
    }

    /// Writes so many messages of 1 MB, each in a commit of its own, after which nobody waits to write.
    private func fill(_ store: SQLiteStore, _ user: UserID, _ place: ConversationID, count: Int) async throws {
        // Without a word, of which the index would take as much again.
        let text = String(repeating: ".", count: 1_000_000)
        for _ in 0..<count {
            _ = try await store.write { try $0.makeNext(user, place, text).id }
            // The writer looks whether a checkpoint is due when it has told of the commit; this comes after that.
            try await store.pool.writeWithoutTransaction { _ in }
        }
    }

    @Test func sqliteMakesNoCheckpointsOfItsOwn() async throws {
        try await withStore { store, _ in
            let limit = try await store.write { try Int.fetchOne($0.connection, sql: "PRAGMA wal_autocheckpoint") }
            #expect(limit == 0)
        }
    }

    @Test func theLogStaysShortWhateverIsWritten() async throws {
        try await withStore { store, logBytes in
            let (user, place) = try await store.makePlace()
            try await fill(store, user, place, count: 24)
            #expect(try logBytes() < (WriteAheadLog.quietPages + 500) * 4200)
        }
    }

    /// The control of the one above: a connection that makes no checkpoints.
    @Test func withoutCheckpointsTheLogGrows() async throws {
        try await withStore { store, logBytes in
            let (user, place) = try await store.makePlace()
            // SQLite's own limit takes the place of the hook by which ours become due.
            try await store.write { try $0.connection.execute(sql: "PRAGMA wal_autocheckpoint = 0") }
            try await fill(store, user, place, count: 24)
            #expect(try logBytes() > 24_000_000)
        }
    }

    @Test func aLongReadKeepsTheLogAndItsEndShortensIt() async throws {
        try await withStore { store, logBytes in
            let (user, place) = try await store.makePlace()
            let (isReading, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let seen = try await store.read { reader in
                        let before = try reader.conversation(user, place)?.lastSeq
                        isReading.signal()
                        #expect(release.wait(timeout: .now() + 600) == .success)
                        return (before, try reader.conversation(user, place)?.lastSeq)
                    }
                    #expect(seen.0 == 0 && seen.1 == 0)
                }
                try await store.read { _ in #expect(isReading.wait(timeout: .now() + 600) == .success) }
                // Others read and write all the while.
                try await fill(store, user, place, count: 60)
                #expect(try await store.read { try $0.conversation(user, place) }?.lastSeq == 60)
                #expect(try logBytes() > WriteAheadLog.mostPages * 4096)
                release.signal()
                try await group.waitForAll()
            }
            try await fill(store, user, place, count: 24)
            #expect(try logBytes() <= WriteAheadLog.keptBytes + 4096)
        }
    }

    @Test func afterATransactionThatWasLostTheLogIsThrownAwayBeforeAnythingIsWritten() async throws {
        let announced = Announced()
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(folder: folder, logger: quiet, announce: announced.append)
            let (user, place) = try await store.makePlace()
            let told = announced.changes(of: user)
            #expect(!store.failsToWrite)
            let error = await #expect(throws: StoreError.self) {
                try await store.write { writer throws in
                    _ = try writer.makeMessage(user, place, after: nil)
                    // As SQLite does by itself when the disk fails in the middle.
                    try writer.connection.execute(sql: "ROLLBACK")
                }
            }
            #expect(error?.kind == .writeFailed && store.failsToWrite)
            #expect(announced.changes(of: user) == told)
            #expect(try await store.read { try $0.conversation(user, place) }?.lastSeq == 0)
            _ = try await store.write { try $0.makeMessage(user, place, after: nil) }
            #expect(!store.failsToWrite)
            #expect(try await store.read { try $0.conversation(user, place) }?.lastSeq == 1)
            try store.close()
        }
    }

    @Test func anOrderlyEndLeavesAnEmptyLog() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(folder: folder, logger: quiet) { _ in }
            _ = try await store.makePlace()
            try store.close()
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/pollux.sqlite-wal")
            #expect((attributes?[.size] as? NSNumber)?.intValue ?? 0 == 0)
        }
    }
}
