import ChatDomain
import Foundation
import GRDB
import Store
import Testing

@testable import SQLiteStore

/// What the index of words holds, and what is asked of it.
struct SearchIndexTests {
    /// Who has each word of the index, by what is written before it, and by the row it leads to.
    private func owners(_ db: Database) throws -> [(term: Int64, row: Int64)] {
        try db.execute(
            sql: "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, search, instance)"
        )
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT term, coalesce(m.user_id, c.user_id, 0) FROM vocabulary
                LEFT JOIN messages m ON m.search_id = doc LEFT JOIN conversations c ON c.search_id = doc
                """
        )
        return try rows.map { row in
            let term: String = row[0]
            let number = term.dropFirst().prefix { $0 != "_" }
            return (try #require(Int64(number, radix: 36)), row[1])
        }
    }

    @Test func everyWordLeadsToItsOwnUserAndNoneIsLeftBehind() async throws {
        try await withSQLiteStore { store in
            var places: [(user: UserID, conversation: ConversationID)] = []
            for _ in 0..<40 { places.append(try await store.makePlace()) }
            try await store.write { [places] writer throws in
                for (user, place) in places {
                    _ = try writer.makePath(user, place, exchanges: 3)
                    _ = try writer.makeConversation(user, title: "Über 日本 m1_secret \u{1F600}")
                }
                let owners = try owners(writer.connection)
                #expect(owners.count > 40 * 20)
                #expect(owners.allSatisfy { $0.term == $0.row })
                for (user, place) in places[..<20] { _ = try writer.deleteConversation(user, place) }
                for (user, _) in places { _ = try writer.deleteUser(user) }
            }
            try await store.write { writer throws in
                try writer.connection.execute(sql: "INSERT INTO search (search) VALUES ('optimize')")
                #expect(try owners(writer.connection).isEmpty)
                let leftover = try Data.fetchAll(writer.connection, sql: "SELECT block FROM search_data WHERE id > 10")
                #expect(leftover.isEmpty)
            }
        }
    }

    @Test func whatOneAsksForHasOnlyOnesOwnHits() async throws {
        try await withSQLiteStore { store in
            let (ada, mine) = try await store.makePlace()
            let (bob, theirs) = try await store.makePlace()
            try await store.write { writer throws in
                _ = try writer.makeNext(ada, mine, "common word")
                for _ in 0..<500 { _ = try writer.makeNext(bob, theirs, "common word") }
                // Before anything is asked of a table: the hits of the expression alone.
                for text in ["common", "c", "\"common word\"", "w", "common w"] {
                    let match = try #require(SearchTerms.match(SearchQuery(text), .message, ada))
                    let sql = "SELECT count(*) FROM search WHERE search MATCH ?"
                    #expect(try Int.fetchOne(writer.connection, sql: sql, arguments: [match]) == 1, "\(text)")
                    let other = try #require(SearchTerms.match(SearchQuery(text), .message, bob))
                    #expect(try Int.fetchOne(writer.connection, sql: sql, arguments: [other]) == 500, "\(text)")
                }
            }
        }
    }

    @Test func hitsAreReadInTheirOrderAndRowsByTheirKeys() async throws {
        try await withSQLiteStore { store in
            let (user, place) = try await store.makePlace()
            try await store.write { writer throws in
                _ = try writer.makeNext(user, place, "word")
                let db = try writer.connection
                var statements: [String] = []
                db.trace { event in
                    let statement = event.expandedDescription
                    if statement.hasPrefix("SELECT"), statement.contains("MATCH") { statements.append(statement) }
                }
                let query = try SearchQuery("word w")
                _ = try writer.messageHits(user, query, in: place, after: HitCursor(place: .max), limit: 30)
                let cursor = TitleCursor(lastActivityAt: noon, id: place)
                _ = try writer.titleHits(user, query, after: cursor, limit: 30)
                db.trace(nil)
                #expect(statements.count == 2)
                for statement in statements {
                    let plan = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + statement).map {
                        $0["detail"] as String
                    }
                    #expect(plan.first?.hasPrefix("SCAN search VIRTUAL TABLE INDEX") == true, "\(plan)")
                    #expect(
                        plan.dropFirst().allSatisfy { $0.hasPrefix("SEARCH") || $0.contains("ORDER BY") },
                        "\(plan)"
                    )
                    #expect(plan.dropFirst().contains { $0.contains("_by_search (search_id=?)") }, "\(plan)")
                    // Only titles are sorted, of which nobody has many.
                    let sorts = plan.contains { $0.contains("TEMP B-TREE") }
                    #expect(sorts == statement.contains("last_activity_at DESC"), "\(plan)")
                }
            }
        }
    }

    @Test func manyAtTheSameTimeGetPlacesWithoutLookingAtEachOthers() throws {
        var (taken, looks) = (Set<Int64>(), 0)
        for _ in 0..<5000 {
            let id = try SearchID.next(at: noon) { low, high in
                looks += 1
                return (low...high).last { taken.contains($0) }
            }
            #expect(taken.insert(id).inserted)
        }
        #expect(looks < 5000 * 16)
        for time in [Int64.min, -1, 0, .max] {
            #expect(try SearchID.next(at: Timestamp(milliseconds: time)) { _, _ in nil } > 0)
        }
    }
}
