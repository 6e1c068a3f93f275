import ChatDomain
import Foundation
import Store
import Testing

struct CheckpointContract {
    /// A conversation with a streaming answer.
    private func running(_ store: any ChatStore) async throws -> (user: UserID, answer: Message) {
        let (user, place) = try await store.makePlace()
        let answer = try await store.write { writer in
            let question = try writer.makeMessage(user, place, after: nil)
            return try writer.makeMessage(user, place, after: question.id, "", .streaming)
        }
        return (user, answer)
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aRunningAnswersTextIsItsJoinedPieces(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, answer) = try await running(store)
            #expect(try await store.message(user, answer.id).thoughts == nil)
            let told = announced.changes(of: user)
            // One code point's marks may arrive in a piece of their own.
            let pieces = [("", "think "), ("e", ""), ("\u{301} ", "more"), ("", ""), ("end", "")]
            for (text, thoughts) in pieces {
                #expect(try await store.write { try $0.checkpoint(user, answer.id, text: text, thoughts: thoughts) })
            }
            let read = try await store.message(user, answer.id)
            #expect(Array(read.text.utf8) == Array("e\u{301} end".utf8))
            #expect(read.thoughts == "think more")
            #expect(read.revision == answer.revision)
            #expect(announced.changes(of: user) == told)
            #expect(try await store.revision(user) == told.last?.revision)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func moreThanTenPiecesStayInOrder(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, answer) = try await running(store)
            let pieces = (0..<120).map { "\($0) " }
            for piece in pieces {
                #expect(try await store.write { try $0.checkpoint(user, answer.id, text: piece, thoughts: "") })
            }
            #expect(try await store.message(user, answer.id).text == pieces.joined())
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func anotherChangeOfARunningAnswerKeepsItsText(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, answer) = try await running(store)
            try await store.write { writer throws in
                _ = try writer.checkpoint(user, answer.id, text: "so far", thoughts: "thought")
                var starred = try #require(try writer.message(user, answer.id))
                starred.isStarred = true
                let updated = try writer.update(user, starred)
                #expect(updated.text == "so far")
                _ = try writer.checkpoint(user, answer.id, text: " and on", thoughts: "")
            }
            let read = try await store.message(user, answer.id)
            #expect(read.isStarred && read.text == "so far and on" && read.thoughts == "thought")
        }
    }

    @Test(arguments: StoreUnderTest.allCases, [Message.Status.complete, .stopped, .failed, .interrupted])
    func afterItsEndAnAnswerHasItsFinalTextAndTakesNoMore(kind: StoreUnderTest, status: Message.Status) async throws {
        try await kind.run { store, _ in
            let (user, answer) = try await running(store)
            try await store.write { writer throws in
                _ = try writer.checkpoint(user, answer.id, text: "piece", thoughts: "thought")
                var final = answer
                final.status = status
                final.text = "final"
                _ = try writer.update(user, final)
            }
            #expect(try await !store.write { try $0.checkpoint(user, answer.id, text: "late", thoughts: "late") })
            let read = try await store.message(user, answer.id)
            #expect(read.text == "final" && read.thoughts == nil)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func nothingButAStreamingAnswerTakesText(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, answer) = try await running(store)
            let queued = try await store.write { writer in
                let question = try writer.makeMessage(user, answer.conversationID, after: answer.id)
                return try writer.makeMessage(user, answer.conversationID, after: question.id, "", .queued)
            }
            for id in [queued.id, try #require(answer.parentID), .make()] {
                #expect(try await !store.write { try $0.checkpoint(user, id, text: "text", thoughts: "") })
            }
            #expect(try await store.message(user, queued.id).text == "")
            #expect(try await store.message(user, try #require(answer.parentID)).text == "text")
        }
    }
}
