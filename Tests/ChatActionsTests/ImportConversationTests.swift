import ChatActions
import ChatDomain
import Foundation
import Store
import Testing

/// Conversations from elsewhere, stored as a whole.
struct ImportConversationTests {
    /// Messages by name, each as `name` or `name<parent`: an even depth is a question. What is shown ends in the last.
    private func conversation(_ id: ConversationID = .make(), _ tree: String...) -> ImportedConversation {
        var conversation = Conversation(id: id, title: "From afar", createdAt: Timestamp(milliseconds: 1000))
        var roles: [String: Message.Role] = [:]
        var messages: [ImportedMessage] = []
        for (index, one) in tree.enumerated() {
            let parts = one.split(separator: "<").map(String.init)
            let parent = parts.count > 1 ? parts[1] : nil
            let role: Message.Role = parent.flatMap { roles[$0] } == .user ? .model : .user
            roles[parts[0]] = role
            let message = Message(
                id: self.id(parts[0]),
                conversationID: id,
                seq: Int64(index + 1),
                parentID: parent.map(self.id),
                role: role,
                text: "Text of \(parts[0])",
                status: role == .user ? .stored : .complete,
                createdAt: Timestamp(milliseconds: 2000)
            )
            messages.append(ImportedMessage(message: message))
        }
        conversation.leafID = messages.last?.message.id
        conversation.lastActivityAt = Timestamp(milliseconds: 3000)
        return ImportedConversation(conversation: conversation, messages: messages)
    }

    /// The same name, the same id.
    private func id(_ name: String) -> MessageID {
        var bytes = Array(name.utf8.prefix(8)) + Array(repeating: 0, count: max(0, 8 - name.utf8.count))
        bytes += Array("pollux  ".utf8)
        return MessageID(uuid: bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) })
    }

    @Test func aTreeComesAsItIs() async throws {
        try await withStage { stage in
            var new = conversation(.make(), "q", "a<q", "b<q", "r<b", "c<r")
            new.conversation.isPinned = true
            new.conversation.readSeq = 2
            let outcome = try await stage.act { try await $0.importConversation($1, new) }
            #expect(outcome == ImportOutcome(isNew: true, messages: 5, missingFiles: 0))
            let (user, id) = (stage.user, new.conversation.id)
            let (stored, path, first) = try await stage.store.read { reader in
                (
                    try reader.conversation(user, id), try reader.path(user, endingIn: self.id("c"), limit: 10),
                    try reader.message(user, self.id("a"))
                )
            }
            #expect(stored?.title == "From afar" && stored?.isPinned == true && stored?.leafID == self.id("c"))
            #expect(stored?.preview == "Text of c" && stored?.lastSeq == 5 && stored?.unread == 2)
            #expect(stored?.lastActivityAt.milliseconds == 3000)
            #expect(path.map(\.id) == ["c", "r", "b", "q"].map(self.id))
            #expect(first?.siblingIDs == [self.id("a"), self.id("b")] && first?.createdAt.milliseconds == 2000)
        }
    }

    @Test func againBringsNothingAndWhatIsNewGoesOn() async throws {
        try await withStage { stage in
            let old = conversation(.make(), "q", "a<q")
            let id = old.conversation.id
            try await stage.act { try await $0.importConversation($1, old) }
            let told = stage.announcedChanges(of: stage.user).count
            #expect(try await stage.act { try await $0.importConversation($1, old) } == ImportOutcome())
            #expect(stage.announcedChanges(of: stage.user).count == told)

            // It went on elsewhere; here it has another name now.
            var patch = ConversationPatch()
            patch.title = "Mine"
            try await stage.act { [patch] in try await $0.changeConversation($1, id, patch) }
            let grown = conversation(id, "q", "a<q", "r<a", "b<r")
            let outcome = try await stage.act { try await $0.importConversation($1, grown) }
            #expect(outcome == ImportOutcome(isNew: false, messages: 2, missingFiles: 0))
            let user = stage.user
            let stored = try await stage.store.read { try $0.conversation(user, id) }
            #expect(stored?.title == "Mine" && stored?.leafID == self.id("b") && stored?.lastSeq == 4)

            // A branch that was not the shown one leaves what is shown.
            let branch = conversation(id, "q", "a<q", "x<a", "y<x")
            #expect(try await stage.act { try await $0.importConversation($1, branch) }.messages == 2)
            #expect(try await stage.store.read { try $0.conversation(user, id) }?.leafID == self.id("b"))
        }
    }

    @Test func whatWasDeletedStaysDeleted() async throws {
        try await withStage { stage in
            let whole = conversation(.make(), "q", "a<q", "r<a", "b<r")
            try await stage.act { try await $0.importConversation($1, whole) }
            try await stage.act { try await $0.deleteMessage($1, self.id("r")) }
            #expect(try await stage.act { try await $0.importConversation($1, whole) } == ImportOutcome())
            try await stage.act { try await $0.deleteConversation($1, whole.conversation.id) }
            #expect(try await stage.act { try await $0.importConversation($1, whole) } == ImportOutcome())
            // Its messages under another conversation are the same messages.
            let other = conversation(.make(), "q", "a<q")
            #expect(try await stage.act { try await $0.importConversation($1, other) } == ImportOutcome())
        }
    }

    @Test func aMessageHasOnePlaceAndFollowsWhatItMay() async throws {
        try await withStage { stage in
            let one = conversation(.make(), "q", "a<q")
            try await stage.act { try await $0.importConversation($1, one) }
            // `a` is elsewhere; what follows it has no place here.
            var two = conversation(.make(), "s", "a<s", "t<a", "u")
            two.conversation.leafID = self.id("t")
            #expect(try await stage.act { try await $0.importConversation($1, two) }.messages == 2)
            let (user, id) = (stage.user, two.conversation.id)
            let stored = try await stage.store.read { try $0.conversation(user, id) }
            #expect(stored?.leafID == self.id("s"))

            var wide = conversation(.make(), "w")
            wide.messages += conversation(wide.conversation.id, "w", "v<w").messages.suffix(1)
            for number in 0..<60 {
                var more = wide.messages[1]
                more.message.id = .make()
                more.message.seq = Int64(number + 3)
                wide.messages.append(more)
            }
            let brought = try await stage.act { [wide] in try await $0.importConversation($1, wide) }
            #expect(brought.messages == 1 + Message.maximumSiblings)
        }
    }

    @Test func filesComeIfTheyAreThere() async throws {
        try await withStage { stage in
            var new = conversation(.make(), "q")
            new.messages[0].message.text = ""
            new.messages[0].files = [.init(id: .make(), name: "lost.png")]
            let outcome = try await stage.act { [new] in try await $0.importConversation($1, new) }
            #expect(outcome == ImportOutcome(isNew: true, messages: 1, missingFiles: 1))
            let user = stage.user
            #expect(try await stage.store.read { try $0.message(user, self.id("q")) }?.text == "[lost.png]")
        }
    }

    @Test func whatIsNotWantedAnyMoreIsNotStored() async throws {
        try await withStage { stage in
            let new = conversation(.make(), "q")
            await #expect(throws: CancellationError.self) {
                try await stage.act { try await $0.importConversation($1, new) { false } }
            }
            let (user, id) = (stage.user, new.conversation.id)
            let stored = try await stage.store.read { try $0.conversation(user, id) }
            #expect(stored == nil)
        }
    }

    @Test(arguments: 0..<9)
    func theRulesHold(rule: Int) async throws {
        try await withStage { stage in
            var bad = conversation(.make(), "q", "a<q")
            switch rule {
            case 0: bad.conversation.title = "two\nlines"
            case 1: bad.conversation.model = ""
            case 2: bad.messages[0].message.text = "\0"
            case 3: bad.messages[0].message.text = String(repeating: "x", count: 131_073)
            case 4: bad.messages[1].message.text = "\0"
            case 5: bad.messages[1].message.status = .streaming
            case 6: bad.messages[0].message.status = .complete
            case 7: bad.messages[1].message.seq = 1
            default: bad.messages[1].message.id = bad.messages[0].message.id
            }
            let refused = try await stage.refusal { [bad] in try await $0.importConversation($1, bad) }
            #expect(refused?.code == .badRequest)
        }
    }
}
