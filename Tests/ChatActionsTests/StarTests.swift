import ChatActions
import ChatDomain
import Store
import Testing

/// Messages with a star.
struct StarTests {
    @Test func aStarIsGivenAndTakenAwayAndTheSameAgainIsNoChange() async throws {
        try await withStage { stage in
            let asked = try await stage.makeExchanges(stage.makeConversation(), 1)[0]
            for id in [asked.question.id, asked.answer.id] {
                var wanted = try await stage.message(id)
                for isStarred in [true, false, true] {
                    let starred = try await stage.act { try await $0.star($1, id, isStarred) }
                    wanted.isStarred = isStarred
                    wanted.revision = starred.revision
                    #expect(starred == wanted)
                    #expect(try await stage.message(id) == wanted)
                    let again = try await stage.act { try await $0.star($1, id, isStarred) }
                    #expect(again.revision == wanted.revision)
                }
            }
        }
    }

    @Test func aRunningAnswerKeepsItsTextAndItsStar() async throws {
        try await withStage { stage in
            let id = try await stage.ask(stage.makeConversation()).answer.id
            let piece = Checkpoint(userID: stage.user, answerID: id, text: "so far", thoughts: "hm")
            try await stage.act { actions, _ in try await actions.checkpoint([piece]) }
            let starred = try await stage.act { try await $0.star($1, id, true) }
            #expect(starred.text == "so far" && starred.thoughts == "hm" && starred.status == .streaming)
            try await stage.finish(id, "so far and on")
            let end = try await stage.message(id)
            #expect(end.isStarred && end.text == "so far and on")
        }
    }

    @Test func theConversationDoesNotMove() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let asked = try await stage.makeExchanges(id, 1)[0]
            let before = try await stage.conversation(id)
            try await stage.act { _ = try await $0.star($1, asked.answer.id, true) }
            #expect(try await stage.conversation(id) == before)
        }
    }

    @Test func onlyOwnMessagesThatAreThere() async throws {
        try await withStage { stage in
            let foreign = try await stage.makeForeignConversation()
            let asked = try await stage.makeExchanges(stage.makeConversation(), 1)[0]
            try await stage.act { try await $0.deleteMessage($1, asked.question.id) }
            for id in [foreign.asked.answer.id, asked.answer.id, .make()] {
                #expect(try await stage.refusal { try await $0.star($1, id, true) }?.code == .notFound)
            }
        }
    }
}
