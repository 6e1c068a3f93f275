import ChatDomain
import Foundation
import Store
import Testing

struct MessageTreeContract {
    @Test(arguments: StoreUnderTest.allCases)
    func everythingOfAMessageIsKept(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            var wanted = try await store.write { writer in
                let question = try writer.makeMessage(user, place, after: nil, "Ünï\u{2028}c\u{1F600}de")
                return try writer.makeMessage(user, place, after: question.id, "", .streaming)
            }
            wanted.text = "The text."
            wanted.thoughts = "The thoughts."
            wanted.status = .failed
            wanted.isStarred = true
            wanted.quoteID = wanted.parentID
            wanted.finishedAt = Timestamp(milliseconds: noon.milliseconds + 9)
            wanted.model = "gemini-x"
            wanted.report.modelVersion = "gemini-x-001"
            wanted.report.responseId = "r"
            wanted.report.finishReason = "OTHER"
            wanted.report.usage = AnswerReport.Usage(
                promptTokenCount: 1,
                candidatesTokenCount: nil,
                thoughtsTokenCount: 3,
                totalTokenCount: 4
            )
            wanted.failure = .stoppedByGemini(reason: "OTHER")
            wanted.contextFromSeq = 1
            let updated = try await store.write { [wanted] in try $0.update(user, wanted) }
            wanted.revision = try await store.revision(user)
            #expect(updated == wanted)
            #expect(try await store.message(user, wanted.id) == wanted)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aTextComesBackByteForByte(kind: StoreUnderTest) async throws {
        let texts = ["e\u{301}", "\u{E9}", "\u{FEFF}bom", "a\r\nb\u{85}", "'; DROP TABLE messages; --", "\u{10FFFF}"]
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            for text in texts {
                let message = try await store.write { try $0.makeMessage(user, place, after: nil, text) }
                let read = try await store.message(user, message.id)
                #expect(Array(read.text.utf8) == Array(text.utf8))
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func siblingsKnowEachOtherInTheirOrder(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, place) = try await store.makePlace()
            let (question, answers) = try await store.write { writer in
                let question = try writer.makeMessage(user, place, after: nil)
                let answers = try (0..<3).map { number in
                    try writer.makeMessage(user, place, after: question.id, "answer \(number)", .complete)
                }
                return (question, answers)
            }
            let ids = answers.map(\.id)
            #expect(try await store.message(user, question.id).siblingIDs == [question.id])
            for id in ids { #expect(try await store.message(user, id).siblingIDs == ids) }
            #expect(try await store.read { try $0.answers(user, to: question) }.map(\.id) == ids)
            // The first answer was touched when the second and the third came.
            let told = announced.changes(of: user).filter { $0.subject == .message(ids[0]) }
            #expect(told.count == 3)
            #expect(told.last?.item == .message(try await store.message(user, ids[0])))
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func firstQuestionsAreSiblingsWithinTheirConversationOnly(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let (first, second, elsewhere) = try await store.write { writer in
                let other = try writer.makeConversation(user).id
                return (
                    try writer.makeMessage(user, place, after: nil),
                    try writer.makeMessage(user, place, after: nil),
                    try writer.makeMessage(user, other, after: nil)
                )
            }
            #expect(try await store.message(user, first.id).siblingIDs == [first.id, second.id])
            #expect(try await store.message(user, elsewhere.id).siblingIDs == [elsewhere.id])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aPathIsReadFromItsEndInPages(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let path = try await store.write { try $0.makePath(user, place, exchanges: 5) }
            // A branch that is no part of the path.
            let branch = try await store.write { try $0.makeMessage(user, place, after: path[3].id, "branch") }
            for limit in [1, 2, 9, 10, 11, 200] {
                let read = try await store.read { try $0.path(user, endingIn: path[9].id, limit: limit) }
                #expect(read.map(\.id) == path.reversed().prefix(limit).map(\.id))
            }
            let read = try await store.read { try $0.path(user, endingIn: branch.id, limit: 3) }
            #expect(read.map(\.id) == [branch.id, path[3].id, path[2].id])
            #expect(try await store.read { try $0.path(user, endingIn: .make(), limit: 5) } == [])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aPlaceOnAPathIsFoundByItsNumber(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let path = try await store.write { try $0.makePath(user, place, exchanges: 3) }
            let branch = try await store.write { try $0.makeMessage(user, place, after: path[1].id, "branch") }
            try await store.read { reader throws in
                for (index, message) in path.enumerated() {
                    let found = try reader.message(user, onPathTo: path[5].id, below: message.seq + 1)
                    #expect(found == message.id)
                    let before = try reader.message(user, onPathTo: path[5].id, below: message.seq)
                    #expect(before == (index > 0 ? path[index - 1].id : nil))
                }
                // On the branch there is nothing between number 2 and the branch itself.
                #expect(try reader.message(user, onPathTo: branch.id, below: branch.seq) == path[1].id)
                #expect(try reader.message(user, onPathTo: path[5].id, below: .max) == path[5].id)
                #expect(try reader.message(user, onPathTo: path[5].id, below: .min) == nil)
                #expect(try reader.message(user, onPathTo: .make(), below: .max) == nil)
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func theNewestLeafIsTheEndOfTheNewestBranch(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let (path, branch) = try await store.write { writer in
                let path = try writer.makePath(user, place, exchanges: 3)
                let question = try writer.makeMessage(user, place, after: path[1].id, "branch")
                return (path, try writer.makeMessage(user, place, after: question.id, "", .complete))
            }
            try await store.read { reader throws in
                #expect(try reader.newestLeaf(user, below: path[0].id) == branch.id)
                #expect(try reader.newestLeaf(user, below: path[2].id) == path[5].id)
                #expect(try reader.newestLeaf(user, below: branch.id) == branch.id)
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func unreadCountsSettledAnswersAfterANumberOnThePath(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let (path, branch) = try await store.write { writer in
                var path = try writer.makePath(user, place, exchanges: 3)
                for status in [Message.Status.failed, .stopped, .interrupted, .streaming, .queued] {
                    path.append(try writer.makeMessage(user, place, after: path.last?.id))
                    path.append(try writer.makeMessage(user, place, after: path.last?.id, "", status))
                }
                return (path, try writer.makeMessage(user, place, after: path[0].id, "branch", .complete))
            }
            let leaf = try #require(path.last).id
            try await store.read { reader throws in
                #expect(try reader.unreadAnswers(user, leaf: leaf, after: 0) == 6)
                #expect(try reader.unreadAnswers(user, leaf: leaf, after: 2) == 5)
                #expect(try reader.unreadAnswers(user, leaf: leaf, after: 3) == 5)
                #expect(try reader.unreadAnswers(user, leaf: leaf, after: path.last?.seq ?? 0) == 0)
                #expect(try reader.unreadAnswers(user, leaf: path[0].id, after: 0) == 0)
                // On the branch only its own answer stands after the first question.
                #expect(try reader.unreadAnswers(user, leaf: branch.id, after: 0) == 1)
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func unfinishedAnswersAreFoundBelowAMessageInAConversationAndEverywhere(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let (other, elsewhere) = try await store.makePlace()
            let (path, running, queued, theirs) = try await store.write { writer in
                let path = try writer.makePath(user, place, exchanges: 2)
                let one = try writer.makeMessage(user, place, after: path[1].id)
                let running = try writer.makeMessage(user, place, after: one.id, "", .streaming)
                let two = try writer.makeMessage(user, place, after: path[3].id)
                let queued = try writer.makeMessage(user, place, after: two.id, "", .queued)
                let question = try writer.makeMessage(other, elsewhere, after: nil)
                let theirs = try writer.makeMessage(other, elsewhere, after: question.id, "", .queued)
                return (path, running, queued, theirs)
            }
            try await store.read { reader throws in
                #expect(try reader.unfinishedAnswers(user, below: path[0].id) == [running.id, queued.id])
                #expect(try reader.unfinishedAnswers(user, below: path[2].id) == [queued.id])
                #expect(try reader.unfinishedAnswers(user, below: running.id) == [running.id])
                #expect(try reader.unfinishedAnswers(user, in: place) == [running.id, queued.id])
                #expect(try reader.unfinishedAnswers(user, in: elsewhere) == [])
                let all = try reader.unfinishedAnswers()
                #expect(Set(all.map(\.answer.id)) == [running.id, queued.id, theirs.id])
                #expect(all.first { $0.answer.id == theirs.id }?.user == other)
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func numbersAndIdsAreUniqueWithinTheirConversationAndUser(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let first = try await store.write { try $0.makeMessage(user, place, after: nil) }
            for (id, seq) in [(MessageID.make(), first.seq), (first.id, first.seq + 1)] {
                await #expect(throws: (any Error).self) {
                    try await store.write { writer throws in
                        var another = first
                        another.id = id
                        another.seq = seq
                        _ = try writer.insert(user, another)
                    }
                }
            }
            #expect(try await store.message(user, first.id) == first)
        }
    }
}
