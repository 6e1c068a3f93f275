import ChatActions
import ChatDomain
import Store
import Testing

/// What is written and not sent yet.
struct DraftTests {
    private func save(
        _ stage: Stage,
        _ id: ConversationID,
        _ draft: MessageID,
        _ text: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Conversation {
        let draft = Conversation.Draft(id: draft, text: text)
        try await stage.act(sourceLocation: sourceLocation) { try await $0.saveDraft($1, in: id, draft) }
        return try await stage.conversation(id)
    }

    @Test func aDraftIsKeptReplacedAndCleared() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let (one, two) = (MessageID.make(), MessageID.make())
            var wanted = try await stage.conversation(id)
            for (draft, text) in [(one, "H"), (one, "He"), (two, "Another"), (two, " \n")] {
                wanted.draft = Conversation.Draft(id: draft, text: text)
                wanted.revision += 1
                // The last activity, too, stays as it is.
                #expect(try await save(stage, id, draft, text) == wanted)
            }
            // Whatever is empty now clears what was there.
            wanted.draft = nil
            wanted.revision += 1
            #expect(try await save(stage, id, one, "") == wanted)
        }
    }

    @Test func theSameDraftAgainIsNoChangeAndAnotherUnicodeFormIsOne() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let draft = MessageID.make()
            let empty = try await stage.conversation(id)
            #expect(try await save(stage, id, draft, "") == empty)
            let first = try await save(stage, id, draft, "caf\u{E9}")
            #expect(try await save(stage, id, draft, "caf\u{E9}") == first)
            #expect(try await save(stage, id, draft, "cafe\u{301}").revision == first.revision + 1)
            #expect(try await save(stage, id, .make(), "cafe\u{301}").revision == first.revision + 2)
        }
    }

    @Test func aLateDraftDoesNotBringBackWhatWasSentOrDeleted() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let sent = MessageID.make()
            _ = try await save(stage, id, sent, "ques")
            try await stage.ask(id, "question", as: sent)
            let after = try await stage.conversation(id)
            #expect(after.draft == nil)
            #expect(try await save(stage, id, sent, "questi") == after)
            #expect(try await save(stage, id, sent, "") == after)
            let next = try await save(stage, id, .make(), "next")
            #expect(try await save(stage, id, sent, "") == next)
            try await stage.act { try await $0.deleteMessage($1, sent) }
            #expect(try await save(stage, id, sent, "questi").draft == next.draft)
            #expect(try await save(stage, id, sent, "").draft == next.draft)
        }
    }

    @Test func ofTheGreatestLengthAndNoLonger() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let longest = String(repeating: "😀", count: 65_536)
            #expect(try await save(stage, id, .make(), longest).draft?.text == longest)
            for text in [longest + "x", "a\0b"] {
                let draft = Conversation.Draft(id: .make(), text: text)
                let refusal = try await stage.refusal { try await $0.saveDraft($1, in: id, draft) }
                #expect(refusal?.code == .badRequest && refusal?.field == "text")
            }
        }
    }

    @Test func onlyInOwnConversations() async throws {
        try await withStage { stage in
            let foreign = try await stage.makeForeignConversation()
            let gone = try await stage.makeConversation()
            try await stage.act { try await $0.deleteConversation($1, gone) }
            for id in [foreign.id, gone, .make()] {
                let draft = Conversation.Draft(id: .make(), text: "dra")
                let refusal = try await stage.refusal { try await $0.saveDraft($1, in: id, draft) }
                #expect(refusal?.code == .notFound)
            }
            // Somebody else's message is none of one's own.
            let mine = try await stage.makeConversation()
            #expect(try await save(stage, mine, foreign.asked.question.id, "dra").draft?.text == "dra")
        }
    }
}
