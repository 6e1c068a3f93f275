import ChatActions
import ChatDomain
import Store
import Testing

struct ConversationTests {
    @Test func aConversationIsMade() async throws {
        try await withStage { stage in
            let new = Conversation(id: .make(), title: "Mine", instructions: "Be brief.", createdAt: .now)
            let made = try await stage.act { try await $0.createConversation($1, new) }
            #expect(made.isNew && made.conversation.title == "Mine" && made.conversation.titleIsChosen)
            #expect(try await stage.conversation(new.id) == made.conversation)
        }
    }

    @Test(
        arguments: [
            ("title", "", nil, nil), ("title", String(repeating: "x", count: 201), nil, nil),
            ("title", "a\nb", nil, nil),
            ("model", nil, "", nil), ("model", nil, "a\u{7F}", nil),
            ("instructions", nil, nil, String(repeating: "x", count: 32_769)), ("instructions", nil, nil, "\0"),
        ] as [(String, String?, String?, String?)]
    )
    func whatBreaksARuleIsRefused(field: String, title: String?, model: String?, instructions: String?) async throws {
        try await withStage { stage in
            let id = ConversationID.make()
            let made = try await stage.refusal { actions, user in
                let new = Conversation(
                    id: id,
                    title: title,
                    model: model,
                    instructions: instructions,
                    createdAt: .now
                )
                return try await actions.createConversation(user, new)
            }
            #expect(made?.code == .badRequest && made?.field == field)
            let mine = try await stage.makeConversation()
            let changed = try await stage.refusal { actions, user in
                var patch = ConversationPatch()
                patch.title = title
                patch.model = model.map(Optional.some)
                patch.instructions = instructions.map(Optional.some)
                return try await actions.changeConversation(user, mine, patch)
            }
            #expect(changed?.code == .badRequest && changed?.field == field)
        }
    }

    @Test func aPatchChangesWhatItNamesAndNothingElse() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            var wanted = try await stage.conversation(id)
            func change(_ fill: (inout ConversationPatch) -> Void) async throws -> Conversation {
                var patch = ConversationPatch()
                fill(&patch)
                return try await stage.act { [patch] in try await $0.changeConversation($1, id, patch) }
            }
            func expect(_ changed: Conversation) {
                wanted.revision += 1
                #expect(changed == wanted)
            }
            wanted.title = "Name"
            wanted.titleIsChosen = true
            try await expect(change { $0.title = "Name" })
            wanted.model = "m"
            try await expect(change { $0.model = "m" })
            wanted.model = nil
            try await expect(change { $0.model = .some(nil) })
            wanted.instructions = "i"
            try await expect(change { $0.instructions = "i" })
            wanted.instructions = nil
            try await expect(change { $0.instructions = .some(nil) })
            wanted.contextExchanges = nil
            try await expect(change { $0.contextExchanges = .some(nil) })
            wanted.contextExchanges = 7
            try await expect(change { $0.contextExchanges = 7 })
            wanted.isPinned = true
            try await expect(change { $0.isPinned = true })
            wanted.isArchived = true
            try await expect(change { $0.isArchived = true })
            wanted.settings.temperature = 0.5
            try await expect(change { [settings = wanted.settings] in $0.settings = settings })
            #expect(try await stage.conversation(id) == wanted)
        }
    }

    @Test func aPatchThatChangesNothingMakesNoChange() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation(title: "Name")
            let before = try await stage.conversation(id)
            let empty = try await stage.act { try await $0.changeConversation($1, id, ConversationPatch()) }
            let same = try await stage.act { actions, user in
                var patch = ConversationPatch()
                patch.title = "Name"
                patch.isPinned = false
                patch.model = .some(nil)
                return try await actions.changeConversation(user, id, patch)
            }
            #expect(empty == before && same == before)
        }
    }

    @Test func anotherUnicodeFormOfATextIsAnotherText() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation(title: "caf\u{E9}")
            let changed = try await stage.act { actions, user in
                var patch = ConversationPatch()
                patch.title = "cafe\u{301}"
                return try await actions.changeConversation(user, id, patch)
            }
            #expect(Array(changed.title.utf8) == Array("cafe\u{301}".utf8))
        }
    }

    /// Comparing these as Swift does would hold up every writer for seconds.
    @Test func hostileTextsDoNotHoldUpTheWriter() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            func change(to unit: String) async throws -> Duration {
                var patch = ConversationPatch()
                patch.instructions = "a" + String(repeating: unit, count: 16_000)
                return try await ContinuousClock().measure {
                    _ = try await stage.actions.changeConversation(stage.user, id, patch)
                }
            }
            // Harmless texts of that length tell what a commit costs. By turns, and the quickest of each, so that what else the
            // machine does counts little.
            var (harmless, hostile) = (Duration.seconds(60), Duration.seconds(60))
            for _ in 0..<5 {
                _ = try await change(to: "éç")
                harmless = min(harmless, try await change(to: "çé"))
                _ = try await change(to: "\u{301}\u{323}")
                hostile = min(hostile, try await change(to: "\u{323}\u{301}"))
            }
            #expect(hostile < harmless * 3 + .milliseconds(200))
            #expect(try await stage.conversation(id).revision == 22)
        }
    }

    @Test func anotherBranchIsShown() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            let branch = try await stage.ask(id, "branch", after: path[0].answer.id)
            let shown = try await stage.act { actions, user in
                var patch = ConversationPatch()
                patch.leafID = path[1].answer.id
                return try await actions.changeConversation(user, id, patch)
            }
            #expect(shown.leafID == path[1].answer.id && shown.preview == "answer 1" && shown.unread == 2)
            // The branch is settled while it is not shown.
            try await stage.finish(branch.answer.id, "unseen")
            let after = try await stage.conversation(id)
            #expect(after.preview == "answer 1" && after.unread == 2)
        }
    }

    @Test func onlyAMessageOfTheConversationCanBeShown() async throws {
        try await withStage { stage in
            let foreign = try await stage.makeForeignConversation()
            let id = try await stage.makeConversation()
            let elsewhere = try await stage.ask(stage.makeConversation())
            for leaf in [foreign.asked.answer.id, elsewhere.answer.id, .make()] {
                let refusal = try await stage.refusal { actions, user in
                    var patch = ConversationPatch()
                    patch.leafID = leaf
                    return try await actions.changeConversation(user, id, patch)
                }
                #expect(refusal == .notFound)
            }
        }
    }

    @Test func whatIsNotThereAndWhatIsSomebodyElsesAreRefusedAlike() async throws {
        try await withStage { stage in
            let foreign = try await stage.makeForeignConversation()
            for id in [foreign.id, .make()] {
                let changed = try await stage.refusal { actions, user in
                    var patch = ConversationPatch()
                    patch.title = "taken over"
                    return try await actions.changeConversation(user, id, patch)
                }
                let read = try await stage.refusal { try await $0.markRead($1, id, seq: 1) }
                #expect(changed == .notFound && read == .notFound)
            }
        }
    }

    @Test func whatWasReadOnlyGrowsAndCountsDown() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            _ = try await stage.makeExchanges(id, 3)
            #expect(try await stage.conversation(id).unread == 3)
            for (seq, read, unread) in [(2, 2, 2), (1, 2, 2), (0, 2, 2), (5, 5, 1), (Int64.max, 6, 0), (3, 6, 0)]
                as [(Int64, Int64, Int)]
            {
                try await stage.act { try await $0.markRead($1, id, seq: seq) }
                let conversation = try await stage.conversation(id)
                #expect(conversation.readSeq == read && conversation.unread == unread)
            }
        }
    }

    @Test func readingWhatWasReadMakesNoChange() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            _ = try await stage.makeExchanges(id, 1)
            try await stage.act { try await $0.markRead($1, id, seq: 2) }
            let before = try await stage.conversation(id)
            try await stage.act { try await $0.markRead($1, id, seq: 2) }
            #expect(try await stage.conversation(id).revision == before.revision)
        }
    }
}
