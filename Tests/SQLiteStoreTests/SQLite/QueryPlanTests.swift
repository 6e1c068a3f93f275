import ChatDomain
import Foundation
import GRDB
import Store
import Synchronization
import Testing

@testable import SQLiteStore

/// What the store asks SQLite must stay cheap however much everybody has stored: every query goes through an index.
struct QueryPlanTests {
    /// All statements that the body has a connection run, with their values.
    private func statements(of writer: any ChatWriter, _ body: (any ChatWriter) throws -> Void) throws -> [String] {
        let seen = Mutex<[String]>([])
        let db = try writer.connection
        db.trace { event in seen.withLock { $0.append(event.expandedDescription) } }
        try body(writer)
        db.trace(nil)
        return seen.withLock { $0 }.filter { statement in
            ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"].contains { statement.hasPrefix($0) }
        }
    }

    /// What reads a table from one end to the other. `path`, `subtree` and a subquery's rows are the queries' own.
    private func scans(of statement: String, _ db: Database) throws -> [String] {
        let plan = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + statement).map { $0["detail"] as String }
        return plan.filter { step in
            let isOwn = ["SCAN path", "SCAN subtree", "SCAN CONSTANT ROW", "SCAN (subquery"]
                .contains { step.hasPrefix($0) }
            // An index that holds nothing but the few answers that are running.
            return step.hasPrefix("SCAN") && !isOwn && !step.hasSuffix("messages_unfinished")
        }
    }

    @Test func aQueryWithoutAnIndexWouldBeSeen() async throws {
        try await withSQLiteStore { store in
            try await store.write { writer throws in
                let db = try writer.connection
                #expect(try scans(of: "SELECT id FROM messages WHERE text = 'x'", db) == ["SCAN messages"])
                #expect(try scans(of: "SELECT 1 FROM changes WHERE kind = 'user'", db).count == 1)
            }
        }
    }

    @Test func whatFollowsAMessageIsFoundWithoutReadingTheConversation() async throws {
        try await withSQLiteStore { store in
            let (user, place) = try await store.makePlace()
            try await store.write { writer throws in
                let path = try writer.makePath(user, place, exchanges: 2)
                // Siblings are asked for only when there are any.
                _ = try writer.makeMessage(user, place, after: path[2].id, "another answer", .complete)
                let asked = try statements(of: writer) { reader in
                    _ = try reader.message(user, path[3].id)
                    _ = try reader.answers(user, to: path[2])
                    _ = try reader.newestLeaf(user, below: path[0].id)
                }.filter { $0.contains("parent_id IS ") || $0.contains("parent_id = ") }
                #expect(asked.count == 6)
                for statement in asked {
                    let plan = try Row.fetchAll(try writer.connection, sql: "EXPLAIN QUERY PLAN " + statement)
                    #expect(plan.contains { ($0["detail"] as String).contains("messages_by_parent") }, "\(statement)")
                }
            }
        }
    }

    @Test func everyLookUpGoesThroughAnIndex() async throws {
        try await withSQLiteStore { store in
            let (user, place) = try await store.makePlace()
            try await store.write { writer throws in
                let path = try writer.makePath(user, place, exchanges: 2)
                let leaf = path[3].id
                let statements = try statements(of: writer) { reader in
                    _ = try reader.user(user)
                    _ = try reader.account(nameKey: "ada")
                    _ = try reader.session(tokenHash: Data(repeating: 1, count: 32))
                    _ = try reader.conversation(user, place)
                    _ = try reader.conversations(user, archived: false, after: nil, limit: 50)
                    let cursor = ConversationCursor(isPinned: true, lastActivityAt: noon, id: place)
                    _ = try reader.conversations(user, archived: false, after: cursor, limit: 50)
                    for unread in [nil, true, false] {
                        for pinned in [nil, true, false] {
                            let filter = ConversationFilter(unread: unread, pinned: pinned)
                            _ = try reader.conversations(user, where: filter, after: cursor, limit: 50)
                        }
                    }
                    _ = try reader.message(user, leaf)
                    _ = try reader.answers(user, to: path[2])
                    _ = try reader.path(user, endingIn: leaf, limit: 6)
                    _ = try reader.message(user, onPathTo: leaf, below: 2)
                    _ = try reader.newestLeaf(user, below: path[0].id)
                    _ = try reader.unfinishedAnswers(user, below: path[0].id)
                    _ = try reader.unfinishedAnswers(user, in: place)
                    _ = try reader.unfinishedAnswers()
                    _ = try reader.unreadAnswers(user, leaf: leaf, after: 1)
                    _ = try reader.isDeleted(user, place.uuid)
                    _ = try reader.conversationIDs(user, after: place, limit: 100)
                    _ = try reader.messageLinks(user, in: place, after: 1, limit: 100)
                    _ = try reader.attachments(user, after: .make(), limit: 100)
                    _ = try reader.attachmentBytes(user)
                    _ = try reader.isUsed(sha256: Data(repeating: 1, count: 32))
                    _ = try reader.shares(user)
                    _ = try reader.share(user, .make())
                    _ = try reader.share(secretHash: Data(repeating: 1, count: 32), at: noon)
                    _ = try reader.sharedFile(secretHash: Data(repeating: 1, count: 32), .make(), at: noon)
                    _ = try reader.starredMessages(user, after: nil, limit: 50)
                    _ = try reader.exportCounts(user)
                    _ = try reader.revision(user)
                    _ = try reader.changes(user, since: 0, limit: 100)
                }
                #expect(statements.count > 19)
                for statement in statements {
                    #expect(try scans(of: statement, writer.connection) == [], "\(statement)")
                }
            }
        }
    }

    @Test func theListOfConversationsIsReadInItsOrderWithoutSorting() async throws {
        try await withSQLiteStore { store in
            let (user, place) = try await store.makePlace()
            try await store.write { writer throws in
                let statements = try statements(of: writer) { reader in
                    let cursor = ConversationCursor(isPinned: true, lastActivityAt: noon, id: place)
                    for cursor in [nil, cursor] {
                        _ = try reader.conversations(user, archived: false, after: cursor, limit: 50)
                        for unread in [nil, true, false] {
                            for pinned in [true, false] {
                                let filter = ConversationFilter(unread: unread, pinned: pinned)
                                _ = try reader.conversations(user, where: filter, after: cursor, limit: 50)
                            }
                        }
                    }
                    for cursor in [nil, MessageCursor(createdAt: noon, id: .make())] {
                        _ = try reader.starredMessages(user, after: cursor, limit: 50)
                    }
                    for cursor in [nil, MessageCursor(createdAt: noon, id: .make())] {
                        _ = try reader.starredMessages(user, after: cursor, limit: 50)
                    }
                    _ = try reader.conversationIDs(user, after: place, limit: 100)
                    _ = try reader.messageLinks(user, in: place, after: 1, limit: 100)
                    _ = try reader.attachments(user, after: .make(), limit: 100)
                    _ = try reader.changes(user, since: 0, limit: 100)
                }
                for statement in statements where statement.contains("ORDER BY") {
                    let plan = try Row.fetchAll(writer.connection, sql: "EXPLAIN QUERY PLAN " + statement)
                    #expect(plan.allSatisfy { !($0["detail"] as String).contains("TEMP B-TREE") }, "\(statement)")
                }
            }
        }
    }

    @Test func everyWriteGoesThroughAnIndex() async throws {
        try await withSQLiteStore { store in
            let (user, place) = try await store.makePlace()
            try await store.write { writer throws in
                let path = try writer.makePath(user, place, exchanges: 2)
                let session = Session(id: .make(), userID: user, createdAt: noon, lastSeenAt: noon)
                let statements = try statements(of: writer) { writer in
                    _ = try writer.makeUser("Ada")
                    try writer.insert(session, tokenHash: Data(repeating: 1, count: 32))
                    try writer.touch(user, session.id, at: noon)
                    try writer.replaceToken(user, of: session.id, with: Data(repeating: 2, count: 32))
                    _ = try writer.deleteSession(user, session.id)
                    try writer.deleteSessions(user, except: session.id)
                    let token = AccessToken(id: .make(), userID: user, name: "script", createdAt: noon)
                    try writer.insert(user, token, hash: Data(repeating: 3, count: 32))
                    try writer.touch(user, accessToken: token.id, at: noon)
                    _ = try writer.deleteAccessToken(user, token.id)
                    try writer.put(user, SecondFactor(sealedSecret: Data(repeating: 4, count: 48)))
                    _ = try writer.noteStep(user, 5)
                    try writer.setRecoveryCodes(user, hashes: [Data(repeating: 6, count: 32)])
                    _ = try writer.useRecoveryCode(user, hash: Data(repeating: 6, count: 32))
                    try writer.deleteSecondFactor(user)
                    let invitation = Invitation(id: .make(), role: .user, note: "", createdAt: noon, expiresAt: noon)
                    try writer.insert(invitation, secretHash: Data(repeating: 7, count: 32))
                    try writer.use(invitation.id, by: user, at: noon)
                    _ = try writer.deleteInvitation(invitation.id)
                    try writer.setPasswordReset(
                        user,
                        secretHash: Data(repeating: 8, count: 32),
                        expiresAt: noon,
                        at: noon
                    )
                    try writer.deletePasswordReset(user)
                    try writer.setPassword(user, hash: "hash")
                    _ = try writer.setName(user, name: "Eve", nameKey: "eve")
                    let question = try writer.makeMessage(user, place, after: path[3].id)
                    let answer = try writer.makeMessage(user, place, after: question.id, "", .streaming)
                    _ = try writer.checkpoint(user, answer.id, text: "text", thoughts: "")
                    var final = answer
                    final.status = .complete
                    _ = try writer.update(user, final)
                    let branch = try writer.makeMessage(user, place, after: path[1].id)
                    _ = try writer.deleteMessage(user, path[2].id)
                    let share = Share(
                        id: .make(),
                        conversationID: place,
                        messageID: nil,
                        days: 1,
                        title: "",
                        messageCount: 1,
                        createdAt: noon,
                        expiresAt: noon
                    )
                    try writer.insert(user, share, secretHash: Data(repeating: 9, count: 32), [SharedMessage(final)])
                    _ = try writer.deleteShare(user, share.id)
                    _ = try (writer as? SQLiteTransaction)?.deleteSharesOver(at: noon)
                    #expect(try writer.message(user, branch.id) != nil)
                    _ = try writer.deleteConversation(user, place)
                }
                #expect(statements.count > 40)
                for statement in statements {
                    #expect(try scans(of: statement, writer.connection) == [], "\(statement)")
                }
            }
        }
    }
}
