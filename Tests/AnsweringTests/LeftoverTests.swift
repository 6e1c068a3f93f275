import ChatActions
import ChatDomain
import GeminiStandIn
import SQLiteStore
import Store
import Testing

@testable import Answering

/// What a crash leaves behind: thousands of answers that were queued or running.
@Suite(.timeLimit(.minutes(5))) struct LeftoverTests {
    @Test("Ten thousand queued answers take their turns, no more at once than there are places, each path in its order")
    func tenThousand() {
        let limits = AnswerLimits(running: 50, runningPerUser: 4)
        var turns = AnswerTurns(limits: limits)
        let users = (1...500).map { UserID(rawValue: $0) }
        var parents: [AnswerKey: AnswerKey] = [:]
        for user in users {
            // Two paths of ten, the later ones first.
            for _ in 0..<2 {
                let path = (0..<10).map { _ in MessageID.make() }
                for (index, answer) in path.enumerated().reversed() {
                    let parent = index > 0 ? path[index - 1] : nil
                    turns.enqueue(user, AnswerTurns.Waiting(answerID: answer, parent: parent))
                    parents[AnswerKey(user, answer)] = parent.map { AnswerKey(user, $0) }
                }
            }
        }
        #expect(turns.waitingCount == 10_000)
        var over: Set<AnswerKey> = []
        var order: [AnswerKey] = []
        var (mostAtOnce, isInOrder) = (0, true)
        while turns.waitingCount > 0 || !turns.isIdle {
            while let next = turns.next() { order.append(AnswerKey(next.user, next.answer)) }
            mostAtOnce = max(mostAtOnce, turns.running.count)
            isInOrder = isInOrder && turns.running.allSatisfy { parents[$0].map(over.contains) ?? true }
            for key in turns.running {
                turns.finish(key.userID, key.answerID)
                over.insert(key)
            }
        }
        #expect(mostAtOnce == limits.running && isInOrder)
        #expect(order.count == 10_000 && Set(order).count == 10_000)
        // Everybody's turn comes before anybody's third.
        #expect(Set(order.prefix(1000).map(\.userID)).count == 500)
    }

    @Test("Running ones are interrupted with what they have, queued ones run: one call each, in order")
    func start() async throws {
        let places = 8
        let (paths, length) = (100, 4)
        try await withAnswerStage(
            limits: AnswerLimits(running: places * 2, runningPerUser: places),
            before: { store, user in
                try await store.write { writer in
                    for path in 0..<paths { try writer.leave(user, path: path, length: length) }
                }
            }
        ) { stage in
            let user = stage.user
            var left: [Message] = []
            while left.isEmpty || left.contains(where: { !$0.status.isFinal }) {
                left = try await stage.actions.store.read { reader in
                    try (0..<paths).flatMap { path in
                        try (0..<length).map { step in
                            try #require(try reader.message(user, Leftover.answer(path, step)))
                        }
                    }
                }
                await Task.yield()
            }
            for message in left {
                let step = (message.seq - 1) / 2
                #expect(message.status == (step == 0 ? .interrupted : .complete))
                if step == 0 { #expect(message.text == "so far" && message.failure == .serverRestarted) }
            }
            // Every queued question was asked once, and after the one before it.
            let asked = stage.questions.map { Leftover.questions(in: $0.bodyText) }
            #expect(asked.count == paths * (length - 1))
            #expect(Set(asked.compactMap(\.last)).count == asked.count)
            for questions in asked {
                #expect(questions == questions.sorted() && questions.first?.hasSuffix("-0") == true)
            }
        }
    }
}

private enum Leftover {
    static func answer(_ path: Int, _ step: Int) -> MessageID { id(path, step, 1) }

    static func question(_ path: Int, _ step: Int) -> MessageID { id(path, step, 0) }

    private static func id(_ path: Int, _ step: Int, _ kind: Int) -> MessageID {
        let digits = "\(100_000_000_000 + path * 100 + step * 2 + kind)"
        guard let id = MessageID("01900000-0000-7000-8000-\(digits)") else { preconditionFailure("an id") }
        return id
    }

    /// The questions of ours in a prompt, such as `left 7-1`, in their order.
    static func questions(in body: String) -> [String] {
        body.split(separator: "\"").map(String.init).filter { $0.hasPrefix("left ") }
    }
}

extension ChatWriter {
    /// A conversation whose first answer runs and whose others wait.
    fileprivate func leave(_ user: UserID, path: Int, length: Int) throws {
        var place = try insert(user, Conversation(id: .make(), title: nil, model: "gemini-3.8-flash", createdAt: .now))
        for step in 0..<length {
            let parent = step > 0 ? Leftover.answer(path, step - 1) : nil
            let question = Message(
                id: Leftover.question(path, step),
                conversationID: place.id,
                seq: Int64(step * 2 + 1),
                parentID: parent,
                role: .user,
                text: "left \(path)-\(step)",
                status: .stored,
                // The clock goes back all the time: it means nothing.
                createdAt: Timestamp(milliseconds: 1_790_000_000_000 - Int64(step) * 1000)
            )
            _ = try insert(user, question)
            var answer = Message(
                id: Leftover.answer(path, step),
                conversationID: place.id,
                seq: Int64(step * 2 + 2),
                parentID: question.id,
                role: .model,
                text: "",
                status: step == 0 ? .streaming : .queued,
                createdAt: question.createdAt
            )
            answer.model = place.model
            _ = try insert(user, answer)
            if step == 0 { _ = try checkpoint(user, answer.id, text: "so far", thoughts: "") }
        }
        place.lastSeq = Int64(length * 2)
        place.leafID = Leftover.answer(path, length - 1)
        _ = try update(user, place)
    }
}
