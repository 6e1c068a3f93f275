import ChatDomain
import Foundation
import Store
import Testing

struct SearchContract {
    /// The texts of the messages that are found, the newest first.
    private func found(
        _ store: any ChatStore,
        _ user: UserID,
        _ text: String,
        in place: ConversationID? = nil
    ) async throws -> [String] {
        let query = try SearchQuery(text)
        return try await store.read { reader in
            try reader.messageHits(user, query, in: place, after: nil, limit: 100).map(\.text)
        }
    }

    private func titles(_ store: any ChatStore, _ user: UserID, _ text: String) async throws -> [String] {
        let query = try SearchQuery(text)
        return try await store.read { reader in
            try reader.titleHits(user, query, after: nil, limit: 100).map(\.title)
        }
    }

    private static let texts = [
        "The quick brown fox", "Über den Flüssen", "日本語を勉強します", "ภาษาไทยง่าย", "한국어 공부", "foo-bar AND baz",
        "jumps over the lazy dog 😀", "Привет, мир",
    ]

    @Test(
        arguments: StoreUnderTest.allCases,
        [
            ("quick", [0]), ("QUI", [0]), ("the", [0, 6]), ("fox the", [0]), ("\"brown fox\"", [0]),
            ("\"fox brown\"", []),
            ("\"qui\"", []), ("uber flussen", [1]), ("ÜBER", [1]), ("本", [2]), ("勉強", [2]), ("強勉", []), ("ษา", [3]),
            ("ก", []),
            ("국", [4]), ("foo-bar", [5]), ("bar-foo", []), ("and", [5]), ("fox OR dog", []), ("😀", [6]), ("мир", [7]),
            ("lazy dog 😀", [6]), ("...", []), ("fox NOT dog", []), ("*", []), ("qu*ck", []), ("words:fox", []),
        ] as [(String, [Int])]
    )
    func wordsAreFound(kind: StoreUnderTest, _ one: (text: String, expected: [Int])) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            try await store.write { for text in Self.texts { _ = try $0.makeNext(user, place, text) } }
            let found = try await found(store, user, one.text)
            #expect(found == one.expected.reversed().map { Self.texts[$0] }, "\(one.text)")
        }
    }

    @Test(
        arguments: StoreUnderTest.allCases,
        [
            "\"", "\"\"\"", "a\" OR \"b", "* *", "^", "NEAR(", "a AND", "OR", "NOT", "(((", "-a", "+", ":", "words :",
            "{a b}:c", "'; DROP TABLE x",
            "\\", "\u{202E}", "m1_", "_", "k1_1", String(repeating: "\"", count: 200),
            String(repeating: "日", count: 200),
            String(repeating: "a ", count: 100), String(repeating: "😀", count: 100), "\u{FFFF}", "\u{E000}", "%",
            "a\u{1}b",
        ]
    )
    func nothingThatIsTypedIsSyntax(kind: StoreUnderTest, text: String) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            _ = try await store.write { try $0.makeNext(user, place, text) }
            let isSomething = try !SearchQuery(text).phrases.isEmpty
            #expect(try await found(store, user, text) == (isSomething ? [text] : []))
            #expect(try await titles(store, user, text) == [])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func nobodyFindsWhatSomebodyElseHas(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            // So many that one's number begins with another's.
            let users = try await store.write { writer in
                try (0..<40).map { _ in
                    let user = try writer.makeUser().id
                    let place = try writer.makeConversation(user, title: "secret \(user.rawValue)").id
                    _ = try writer.makeNext(user, place, "secret of \(user.rawValue)")
                    return (user, place)
                }
            }
            for (user, place) in users {
                for text in ["secret", "s", "\"secret of\"", "o"] {
                    #expect(try await found(store, user, text) == ["secret of \(user.rawValue)"])
                }
                #expect(try await found(store, user, "secret", in: place).count == 1)
                for (_, other) in users where other != place {
                    #expect(try await found(store, user, "secret", in: other) == [])
                }
                #expect(try await titles(store, user, "secret") == ["secret \(user.rawValue)"])
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func anAnswerIsFoundWhenItIsFinalAndATitleAsItIsNow(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let answer = try await store.write { writer in
                let question = try writer.makeNext(user, place, "question")
                let answer = try writer.makeMessage(user, place, after: question.id, "", .streaming)
                _ = try writer.checkpoint(user, answer.id, text: "early words", thoughts: "")
                return answer
            }
            #expect(try await found(store, user, "early") == [])
            try await store.write { writer throws in
                var final = answer
                (final.status, final.text) = (.complete, "late words")
                final = try writer.update(user, final)
                final.isStarred = true
                final = try writer.update(user, final)
                var place = try #require(try writer.conversation(user, place))
                for title in ["First name", "Second name", "Second name"] {
                    place.title = title
                    place = try writer.update(user, place)
                }
            }
            #expect(try await found(store, user, "late") == ["late words"])
            #expect(try await found(store, user, "early") == [])
            #expect(try await titles(store, user, "first") == [])
            #expect(try await titles(store, user, "second") == ["Second name"])
            try await store.write { writer throws in
                var changed = try #require(try writer.message(user, answer.id))
                changed.text = "other words"
                _ = try writer.update(user, changed)
            }
            #expect(try await found(store, user, "late") == [])
            #expect(try await found(store, user, "words") == ["other words"])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func whatIsDeletedIsGoneAndItsPlaceGivesNothingAway(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let (other, _) = try await store.makePlace()
            let path = try await store.write { writer in
                let elsewhere = try writer.makeConversation(user, title: "kept").id
                _ = try writer.makeNext(user, elsewhere, "kept words")
                let path = try writer.makePath(user, place, exchanges: 2)
                var conversation = try #require(try writer.conversation(user, place))
                (conversation.leafID, conversation.title) = (path[1].id, "going")
                _ = try writer.update(user, conversation)
                _ = try writer.deleteMessage(user, path[2].id)
                return path
            }
            #expect(try await found(store, user, "question") == [path[0].text])
            #expect(try await found(store, user, "answer") == [path[1].text])
            _ = try await store.write { try $0.deleteConversation(user, place) }
            #expect(try await found(store, user, "question") == [])
            #expect(try await titles(store, user, "going") == [])
            #expect(try await found(store, user, "kept") == ["kept words"])
            // Somebody else gets the places that are free again.
            try await store.write { writer throws in
                let new = try writer.makeConversation(other, title: "new").id
                for _ in 0..<8 { _ = try writer.makeNext(other, new, "new words") }
            }
            for word in ["question", "answer", "going"] {
                #expect(try await found(store, user, word) == [])
                #expect(try await found(store, other, word) == [])
            }
            _ = try await store.write { try $0.deleteUser(user) }
            #expect(try await found(store, user, "kept") == [])
            #expect(try await found(store, other, "new").count == 8)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aRefusedWriteLeavesTheIndexAsItWas(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            _ = try await store.write { try $0.makeNext(user, place, "stays") }
            await #expect(throws: Refused.self) {
                try await store.write { writer throws in
                    _ = try writer.makeNext(user, place, "goes")
                    _ = try writer.deleteConversation(user, place)
                    throw Refused()
                }
            }
            #expect(try await found(store, user, "stays") == ["stays"])
            #expect(try await found(store, user, "goes") == [])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func pagesFollowTimeAndMissNothing(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            // Older ones arrive later, and many at the same time.
            let times = (0..<50).map { Int64($0 * 60_000) }.shuffled() + Array(repeating: 30_000, count: 150)
            try await store.write { writer throws in
                for (seq, time) in times.enumerated() {
                    let message = Message(
                        id: .make(),
                        conversationID: place,
                        seq: Int64(seq + 1),
                        parentID: nil,
                        role: .user,
                        text: "common \(seq)",
                        status: .stored,
                        createdAt: Timestamp(milliseconds: noon.milliseconds + time)
                    )
                    _ = try writer.insert(user, message)
                }
            }
            let query = try SearchQuery("common")
            var (all, cursor): ([MessageHit], HitCursor?) = ([], nil)
            repeat {
                let page = try await store.read { [cursor] reader in
                    try reader.messageHits(user, query, in: place, after: cursor, limit: 7)
                }
                all += page
                cursor = page.last?.cursor
            } while cursor != nil
            #expect(Set(all.map(\.id)).count == times.count && all.count == times.count)
            let apart = all.map(\.createdAt.milliseconds).filter { ($0 - noon.milliseconds) % 60_000 == 0 }
            #expect(apart == apart.sorted(by: >))
        }
    }
}
