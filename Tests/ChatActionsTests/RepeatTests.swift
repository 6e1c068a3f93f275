import ChatActions
import ChatDomain
import Testing

/// A client that heard no reply sends its command again.
struct RepeatTests {
    @Test func theSameQuestionAgainGivesTheItemsAsTheyAreNow() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let first = try await stage.ask(id, "question")
            let again = try await stage.ask(id, "question", as: first.question.id)
            #expect(!again.isNew && again.question == first.question && again.answer == first.answer)
            try await stage.finish(first.answer.id, "answer")
            let later = try await stage.ask(id, "question", as: first.question.id)
            #expect(!later.isNew && later.answer.text == "answer" && later.answer.status == .complete)
            #expect(stage.queue.calls == [.start(first.answer.id), .release, .release])
            #expect(try await stage.conversation(id).lastSeq == 2)
        }
    }

    @Test func aRepeatedQuestionNeedsNoParentAndMayNameTheOneItGot() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            let question = path[1].question
            #expect(try await !stage.ask(id, question.text, as: question.id).isNew)
            #expect(try await !stage.ask(id, question.text, as: question.id, after: path[0].answer.id).isNew)
        }
    }

    @Test func anythingElseUnderTheSameIdIsAConflict() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let other = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 1)
            let cafe = try await stage.ask(id, "caf\u{E9}", quoting: path[0].answer.id).question
            func refusal(
                _ question: MessageID,
                _ text: String,
                in id: ConversationID,
                after parent: MessageID? = nil,
                quoting quote: MessageID? = path[0].answer.id
            ) async throws -> ChatError? {
                try await stage.refusal { actions, user in
                    let new = NewQuestion(id: question, text: text, parentID: parent, quoteID: quote)
                    return try await actions.ask(user, in: id, new)
                }
            }
            let refusals = [
                try await refusal(cafe.id, "another", in: id),
                // Another Unicode form is another text.
                try await refusal(cafe.id, "cafe\u{301}", in: id),
                try await refusal(cafe.id, cafe.text, in: other),
                try await refusal(cafe.id, cafe.text, in: .make()),
                try await refusal(cafe.id, cafe.text, in: id, after: path[0].question.id),
                try await refusal(cafe.id, cafe.text, in: id, quoting: nil),
                try await refusal(path[0].answer.id, path[0].answer.text + "x", in: id, quoting: nil),
                try await refusal(path[0].answer.id, "answer 0", in: id, quoting: nil),
            ]
            for refusal in refusals { #expect(refusal?.code == .conflict && refusal?.field == "id") }
            #expect(try await !stage.ask(id, "caf\u{E9}", as: cafe.id, quoting: path[0].answer.id).isNew)
        }
    }

    @Test func aDeletedQuestionIsGone() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            func refusal(_ question: Message) async throws -> ChatError.Code? {
                try await stage.refusal { actions, user in
                    let new = NewQuestion(id: question.id, text: question.text, parentID: nil, quoteID: nil)
                    return try await actions.ask(user, in: id, new)
                }?.code
            }
            try await stage.act { try await $0.deleteMessage($1, path[1].question.id) }
            #expect(try await refusal(path[1].question) == .gone)
            #expect(try await !stage.ask(id, path[0].question.text, as: path[0].question.id).isNew)
            try await stage.act { try await $0.deleteConversation($1, id) }
            #expect(try await refusal(path[0].question) == .gone)
            #expect(try await refusal(path[1].question) == .gone)
        }
    }

    @Test func aQuestionWhoseAnswerWasDeletedIsNotAnsweredAgain() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 1)
            try await stage.act { try await $0.deleteMessage($1, path[0].answer.id) }
            let refusal = try await stage.refusal { actions, user in
                let new = NewQuestion(id: path[0].question.id, text: "question 0", parentID: nil, quoteID: nil)
                return try await actions.ask(user, in: id, new)
            }
            #expect(refusal?.code == .gone)
        }
    }

    @Test func anIdThatAnotherUserHasIsNew() async throws {
        try await withStage { stage in
            let foreign = try await stage.makeForeignConversation()
            let id = try await stage.act { actions, user in
                try await actions.createConversation(user, Conversation(id: foreign.id, title: nil, createdAt: .now))
            }
            #expect(id.isNew)
            let asked = try await stage.ask(foreign.id, "mine", as: foreign.asked.question.id)
            #expect(asked.isNew && asked.question.text == "mine" && asked.question.seq == 1)
        }
    }

    @Test func ofManyEqualCommandsAtOnceOneIsCarriedOut() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let new = NewQuestion(id: .make(), text: "question", parentID: nil, quoteID: nil)
            let all = try await stage.act { actions, user in
                try await withThrowingTaskGroup(of: Asked.self) { group in
                    for _ in 0..<20 { group.addTask { try await actions.ask(user, in: id, new) } }
                    return try await group.reduce(into: [Asked]()) { $0.append($1) }
                }
            }
            #expect(all.count { $0.isNew } == 1)
            #expect(Set(all.map(\.answer.id)).count == 1)
            #expect(try await stage.conversation(id).lastSeq == 2)
            #expect(stage.queue.calls.count { $0 != .release } == 1)
        }
    }

    @Test func aRepeatedConversationStaysAsItIs() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation(title: "First")
            let again = try await stage.act { actions, user in
                try await actions.createConversation(user, Conversation(id: id, title: "Second", createdAt: .now))
            }
            #expect(!again.isNew && again.conversation.title == "First")
            try await stage.act { try await $0.deleteConversation($1, id) }
            let refusal = try await stage.refusal { actions, user in
                try await actions.createConversation(user, Conversation(id: id, title: "Third", createdAt: .now))
            }
            #expect(refusal?.code == .gone)
        }
    }
}
