import ChatActions
import ChatDomain
import Foundation
import Store
import Testing

/// A question in other words.
struct EditTests {
    private func edit(
        _ stage: Stage,
        _ old: MessageID,
        _ text: String = "better",
        as id: MessageID = .make(),
        attachments: [AttachmentID]? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Asked {
        let new = EditedQuestion(id: id, text: text, attachments: attachments)
        return try await stage.act(sourceLocation: sourceLocation) { try await $0.edit($1, old, new) }
    }

    private func refusal(
        _ stage: Stage,
        _ old: MessageID,
        _ text: String = "better",
        as id: MessageID = .make(),
        attachments: [AttachmentID]? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> ChatError? {
        let new = EditedQuestion(id: id, text: text, attachments: attachments)
        return try await stage.refusal(sourceLocation: sourceLocation) { try await $0.edit($1, old, new) }
    }

    /// A file that was sent before.
    private func file(_ stage: Stage) async throws -> ChatDomain.Attachment {
        let hash = Data(repeating: 1, count: 32)
        let file = ChatDomain.Attachment(id: .make(), name: "a.txt", mediaType: "text/plain", bytes: 1, sha256: hash)
        try await stage.store.write { try $0.insert(stage.user, file, at: .now) }
        return file
    }

    @Test func theNewQuestionIsASiblingAndIsShownWithItsAnswer() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 3)
            let old = path[1].question
            let asked = try await edit(stage, old.id, "better")
            let (question, answer) = (asked.question, asked.answer)
            #expect(asked.isNew && question.text == "better" && question.parentID == path[0].answer.id)
            #expect(question.seq == 7 && question.status == .stored && question.siblingIDs == [old.id, question.id])
            #expect(try await stage.message(old.id).siblingIDs == [old.id, question.id])
            #expect(answer.seq == 8 && answer.status == .streaming && answer.parentID == question.id)
            let conversation = try await stage.conversation(id)
            #expect(conversation.leafID == answer.id && conversation.preview == "better")
            // Of the three answers one is on the shown path now.
            #expect(conversation.unread == 1)
            let job = try #require(stage.queue.job(answer.id))
            #expect(job.question == question && job.exchanges.map(\.question.id) == [path[0].question.id])
            #expect(try await stage.message(path[2].answer.id).text == "answer 2")
        }
    }

    @Test func theFirstQuestionOfAChatGetsASiblingToo() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            let asked = try await edit(stage, path[0].question.id)
            #expect(asked.question.parentID == nil)
            #expect(asked.question.siblingIDs == [path[0].question.id, asked.question.id])
            #expect(stage.queue.job(asked.answer.id)?.exchanges.isEmpty == true)
            let conversation = try await stage.conversation(id)
            #expect(conversation.leafID == asked.answer.id && conversation.unread == 0)
            #expect(conversation.title == "question 0")
            let again = try await edit(stage, asked.question.id)
            #expect(again.question.siblingIDs.count == 3)
        }
    }

    @Test func aRunningAnswerOfTheOldBranchGoesOn() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let old = try await stage.ask(id)
            let new = try await edit(stage, old.question.id)
            #expect(new.answer.status == .streaming)
            #expect(stage.queue.calls == [.start(old.answer.id), .start(new.answer.id)])
            #expect(try await stage.message(old.answer.id).status == .streaming)
            try await stage.finish(old.answer.id, "the old one")
            #expect(try await stage.message(old.answer.id).text == "the old one")
            let conversation = try await stage.conversation(id)
            #expect(conversation.leafID == new.answer.id && conversation.preview == "better")
            #expect(conversation.unread == 0)
        }
    }

    @Test func afterARunningAnswerItWaitsForThatAsItsSiblingDoes() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let first = try await stage.ask(id)
            let second = try await stage.ask(id)
            let new = try await edit(stage, second.question.id)
            #expect(new.answer.status == .queued && new.answer.contextFromSeq == nil)
            #expect(stage.queue.calls.last == .enqueue(new.answer.id, after: first.answer.id))
            #expect(try await stage.message(second.answer.id).status == .queued)
        }
    }

    @Test func withoutAPlaceItWaitsAndWhenTooManyWaitNothingIsStored() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let old = try await stage.makeExchanges(id, 1)[0].question.id
            stage.queue.setPlaces(false)
            let new = try await edit(stage, old)
            #expect(new.answer.status == .queued && stage.queue.calls.last == .enqueue(new.answer.id, after: nil))
            stage.queue.setFull(true)
            #expect(try await refusal(stage, old)?.code == .rateLimited)
            #expect(try await stage.conversation(id).lastSeq == 4)
        }
    }

    @Test func theDaysLimitCounts() async throws {
        var policy = ChatPolicy(registration: .open, admitsGuests: true, defaultModel: "gemini-default")
        policy.usage = UsageLimits(answers: 1)
        try await withStage(policy: policy) { stage in
            let old = try await stage.makeExchanges(stage.makeConversation(), 1)[0].question.id
            #expect(try await refusal(stage, old)?.code == .usageLimit)
        }
    }

    @Test func filesStayUnlessOthersAreNamed() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let (one, two) = (try await file(stage), try await file(stage))
            let asked = try await stage.act { actions, user in
                let new = NewQuestion(id: .make(), text: "", parentID: nil, quoteID: nil, attachments: [one.id])
                return try await actions.ask(user, in: id, new)
            }
            let old = asked.question.id
            #expect(try await edit(stage, old).question.attachments == [one])
            #expect(try await edit(stage, old, "").question.attachments == [one])
            let others = try await edit(stage, old, "", attachments: [two.id, one.id]).question
            #expect(others.attachments.map(\.id) == [two.id, one.id])
            let none = try await edit(stage, old, attachments: []).question
            #expect(none.attachments == [])
            #expect(try await stage.message(old).attachments == [one])
            for wrong in [try await refusal(stage, old, "", attachments: []), try await refusal(stage, none.id, "")] {
                #expect(wrong?.code == .badRequest && wrong?.field == "text")
            }
            let unknown = try await refusal(stage, old, attachments: [.make()])
            #expect(unknown?.code == .notFound && unknown?.field == "attachments")
            for wrong in [[one.id, one.id], (0...10).map { _ in .make() }] {
                let refusal = try await refusal(stage, old, attachments: wrong)
                #expect(refusal?.code == .badRequest && refusal?.field == "attachments")
            }
        }
    }

    @Test func theModelAndTheSettingsAreThoseOfTheConversationNow() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let old = try await stage.makeExchanges(id, 1)[0].question.id
            var patch = ConversationPatch()
            patch.model = .some("other")
            patch.settings = ConversationSettings()
            patch.settings?.googleSearch = true
            try await stage.act { [patch] in _ = try await $0.changeConversation($1, id, patch) }
            let answer = try await edit(stage, old).answer
            #expect(answer.model == "other" && stage.queue.job(answer.id)?.settings.googleSearch == true)
        }
    }

    @Test func whatTheOldQuestionQuotedIsQuotedStill() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let first = try await stage.makeExchanges(id, 1)[0]
            let old = try await stage.ask(id, "And?", quoting: first.answer.id)
            #expect(try await edit(stage, old.question.id).question.quoteID == first.answer.id)
        }
    }

    @Test func theDraftOfThatQuestionIsCleared() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let old = try await stage.makeExchanges(id, 1)[0].question.id
            let draft = Conversation.Draft(id: .make(), text: "bet")
            try await stage.act { try await $0.saveDraft($1, in: id, draft) }
            _ = try await edit(stage, old)
            #expect(try await stage.conversation(id).draft == draft)
            _ = try await edit(stage, old, as: draft.id)
            #expect(try await stage.conversation(id).draft == nil)
        }
    }

    @Test func theSameCommandAgainIsTheSameCommand() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let one = try await file(stage)
            let path = try await stage.makeExchanges(id, 2)
            let old = path[1].question.id
            let first = try await edit(stage, old, attachments: [one.id])
            try await stage.finish(first.answer.id, "now")
            stage.queue.forgetCalls()
            let again = try await edit(stage, old, as: first.question.id, attachments: [one.id])
            #expect(!again.isNew && again.question == first.question && again.answer.text == "now")
            // A sibling of the same words could have been meant as well.
            #expect(try await !edit(stage, path[1].question.id, as: first.question.id, attachments: [one.id]).isNew)
            #expect(stage.queue.calls == [.release, .release])
            // Also when the old one is gone meanwhile.
            try await stage.act { try await $0.deleteMessage($1, old) }
            #expect(try await !edit(stage, old, as: first.question.id).isNew)
            let lastSeq = try await stage.conversation(id).lastSeq
            #expect(lastSeq == first.answer.seq)
        }
    }

    @Test func anythingElseUnderTheSameIdIsAConflict() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            let (old, taken) = (
                path[1].question.id, try await edit(stage, path[1].question.id, "caf\u{E9}").question.id
            )
            let one = try await file(stage)
            let refusals = [
                try await refusal(stage, old, "tea", as: taken),
                try await refusal(stage, old, "cafe\u{301}", as: taken),
                try await refusal(stage, old, "caf\u{E9}", as: taken, attachments: [one.id]),
                try await refusal(stage, path[0].question.id, "caf\u{E9}", as: taken),
                try await refusal(stage, old, "question 1", as: old),
                try await refusal(stage, old, "answer 0", as: path[0].answer.id),
                try await refusal(stage, taken, "caf\u{E9}", as: taken),
            ]
            for refusal in refusals { #expect(refusal?.code == .conflict && refusal?.field == "id") }
            // An id of a question that was asked, not edited.
            let asked = try await refusal(stage, path[0].question.id, "question 1", as: old)
            #expect(asked?.code == .conflict)
        }
    }

    @Test func whatWasDeletedIsGoneAndWhatIsNoneIsNotFound() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            let foreign = try await stage.makeForeignConversation()
            let new = try await edit(stage, path[1].question.id).question.id
            try await stage.act { try await $0.deleteMessage($1, new) }
            #expect(try await refusal(stage, path[1].question.id, as: new)?.code == .gone)
            #expect(try await refusal(stage, new)?.code == .notFound)
            for unknown in [foreign.asked.question.id, .make()] {
                #expect(try await refusal(stage, unknown)?.code == .notFound)
                #expect(try await refusal(stage, unknown, "question 1", as: path[1].question.id)?.code == .notFound)
            }
            #expect(try await refusal(stage, path[0].answer.id)?.code == .badRequest)
        }
    }

    @Test(arguments: ["", "a\0b", String(repeating: "a", count: 131_073)])
    func aTextThatBreaksTheRuleIsRefused(text: String) async throws {
        try await withStage { stage in
            let old = try await stage.makeExchanges(stage.makeConversation(), 1)[0].question.id
            let refusal = try await refusal(stage, old, text)
            #expect(refusal?.code == .badRequest && refusal?.field == "text")
        }
    }

    @Test func aQuestionHasOnlySoManyVersions() async throws {
        try await withStage { stage in
            let old = try await stage.makeExchanges(stage.makeConversation(), 1)[0].question.id
            for _ in 1..<Message.maximumSiblings {
                _ = try await stage.actions.edit(stage.user, old, EditedQuestion(id: .make(), text: "again"))
            }
            #expect(try await refusal(stage, old)?.code == .conflict)
        }
    }

    @Test func ofManyEqualCommandsAtOnceOneIsCarriedOut() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let old = try await stage.makeExchanges(id, 1)[0].question.id
            let new = EditedQuestion(id: .make(), text: "better")
            let all = try await stage.act { actions, user in
                try await withThrowingTaskGroup(of: Asked.self) { group in
                    for _ in 0..<20 { group.addTask { try await actions.edit(user, old, new) } }
                    return try await group.reduce(into: [Asked]()) { $0.append($1) }
                }
            }
            #expect(all.count { $0.isNew } == 1 && Set(all.map(\.answer.id)).count == 1)
            #expect(try await stage.conversation(id).lastSeq == 4)
        }
    }
}
