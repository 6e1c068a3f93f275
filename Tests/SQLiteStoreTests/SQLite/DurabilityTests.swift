import ChatDomain
import GRDB
import Store
import Testing

@testable import SQLiteStore

struct DurabilityTests {
    /// Only a power cut would show the difference: GRDB sets NORMAL by itself when it opens WAL.
    @Test func theWritingConnectionSyncsEveryCommit() async throws {
        try await withSQLiteStore { store in
            for _ in 0..<2 {
                let level = try await store.write { writer in
                    try Int.fetchOne(writer.connection, sql: "PRAGMA synchronous")
                }
                #expect(level == 2)
                _ = try await store.write { try $0.makeUser() }
            }
        }
    }

    @Test func theDatabaseIsInWALModeAndKeepsItsReferences() async throws {
        try await withSQLiteStore { store in
            try await store.write { writer throws in
                let db = try writer.connection
                #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal")
                #expect(try Int.fetchOne(db, sql: "PRAGMA foreign_keys") == 1)
            }
        }
    }

    @Test func aFullDiskIsToldNothingIsWrittenAndLaterWritesGoOn() async throws {
        let announced = Announced()
        try await withSQLiteStore(announce: announced.append) { store in
            let (user, place) = try await store.makePlace()
            let told = announced.changes(of: user)
            let limit = try await store.write { writer in
                let db = try writer.connection
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                return try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages + 2)")
            }
            #expect(limit != nil)
            let error = await #expect(throws: StoreError.self) {
                try await store.write { writer throws in
                    _ = try writer.makeMessage(user, place, after: nil, String(repeating: "x", count: 100_000))
                }
            }
            #expect(error?.kind == .full)
            #expect(error?.asChatError.code == .storageFailed)
            #expect(announced.changes(of: user) == told)
            #expect(try await store.read { try $0.conversation(user, place) }?.lastSeq == 0)

            try await store.write { _ = try Int.fetchOne($0.connection, sql: "PRAGMA max_page_count = 1000000") }
            let message = try await store.write { writer in
                try writer.makeMessage(user, place, after: nil, String(repeating: "x", count: 100_000))
            }
            #expect(message.revision == (told.last?.revision ?? 0) + 1)
        }
    }

    @Test func afterItsEndAnAnswerLeavesNoPieces() async throws {
        try await withSQLiteStore { store in
            let (user, place) = try await store.makePlace()
            func pieces() async throws -> Int? {
                try await store.write { try Int.fetchOne($0.connection, sql: "SELECT count(*) FROM message_pieces") }
            }
            var answer = try await store.write { writer in
                let question = try writer.makeMessage(user, place, after: nil)
                let answer = try writer.makeMessage(user, place, after: question.id, "", .streaming)
                _ = try writer.checkpoint(user, answer.id, text: "a", thoughts: "")
                _ = try writer.checkpoint(user, answer.id, text: "b", thoughts: "")
                return answer
            }
            #expect(try await pieces() == 2)
            answer.status = .complete
            answer.text = "ab"
            _ = try await store.write { [answer] in try $0.update(user, answer) }
            #expect(try await pieces() == 0)
        }
    }
}
