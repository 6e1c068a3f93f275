import ChatDomain
import GRDB
import GRDBSQLite
import Store
import Testing

@testable import SQLiteStore

/// What a write costs does not depend on how much is there already. Counted in the steps of SQLite's machine: no clock is asked.
struct CostTests {
    @Test("One more message, its end and its reading cost the same in a conversation of 100 and of 3,000 messages")
    func oneMoreMessage() async throws {
        try await withSQLiteStore { store in
            let (user, short) = try await store.makePlace()
            let long = try await store.write { writer in
                let long = try writer.makeConversation(user).id
                _ = try writer.makePath(user, short, exchanges: 50)
                _ = try writer.makePath(user, long, exchanges: 1500)
                return long
            }
            let costs = try await [short, long].asyncMap { place in
                try await store.write { writer throws in
                    // What a statement costs to prepare is not what is asked.
                    try exchange(writer, user, place)
                    return try steps(try writer.connection) { try exchange(writer, user, place) }
                }
            }
            #expect(costs[0] > 500)
            #expect(costs[1] < costs[0] * 3 / 2, "\(costs)")
        }
    }

    /// The control: what walks through a conversation is seen.
    @Test func whatCostsMoreIsSeen() async throws {
        try await withSQLiteStore { store in
            let (user, place) = try await store.makePlace()
            try await store.write { writer throws in
                _ = try writer.makePath(user, place, exchanges: 100)
                let count = try steps(try writer.connection) {
                    // As an update would that sets the key again.
                    let sql = "UPDATE conversations SET id = id WHERE user_id = ? AND id = ?"
                    try writer.connection.execute(sql: sql, arguments: [user.rawValue, place.uuid])
                }
                #expect(count > 1000)
            }
        }
    }

    /// What a question, its answer's end, and the prompt and the page that they need do to the store.
    private func exchange(_ writer: any ChatWriter, _ user: UserID, _ place: ConversationID) throws {
        let question = try writer.makeNext(user, place, "One more.")
        var answer = try writer.makeMessage(user, place, after: question.id, "", .streaming)
        _ = try writer.path(user, endingIn: question.id, limit: 6)
        _ = try writer.checkpoint(user, answer.id, text: "Well", thoughts: "")
        answer.status = .complete
        answer.text = "Well then."
        answer = try writer.update(user, answer)
        _ = try writer.message(user, onPathTo: answer.id, below: answer.seq)
        _ = try writer.unfinishedAnswers(user, in: place)
        _ = try writer.path(user, endingIn: answer.id, limit: 50)
        let conversation = try #require(try writer.conversation(user, place))
        _ = try writer.update(user, conversation)
    }

    private func steps(_ db: Database, _ body: () throws -> Void) throws -> Int {
        var count = 0
        try withUnsafeMutablePointer(to: &count) { count in
            let step: @convention(c) (UnsafeMutableRawPointer?) -> CInt = { count in
                count?.assumingMemoryBound(to: Int.self).pointee += 1
                return 0
            }
            sqlite3_progress_handler(db.sqliteConnection, 1, step, count)
            defer { sqlite3_progress_handler(db.sqliteConnection, 0, nil, nil) }
            try body()
        }
        return count
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
