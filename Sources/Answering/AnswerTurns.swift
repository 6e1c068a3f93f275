internal import ChatDomain

/// Whose answer runs next: pure bookkeeping of who runs and who waits.
///
/// Users take turns, so that one user's ten questions do not hold up another's first. On one path answers run one after
/// another: an answer waits while the answer before its question runs or waits itself.
struct AnswerTurns {
    struct Waiting: Equatable {
        var answerID: MessageID
        /// The answer before the question.
        var parent: MessageID?
    }

    private let limits: AnswerLimits
    private(set) var running: [MessageID: UserID] = [:]
    /// Answers whose question is being stored. One behind them on their path may come to be waiting first.
    private var expected: Set<MessageID> = []
    /// Places taken by answers whose question is being stored.
    private var reserved = 0
    private var taken: [UserID: Int] = [:]
    private var waiting: [UserID: [Waiting]] = [:]
    /// Users who wait, in the order of their turns.
    private var turns: [UserID] = []

    init(limits: AnswerLimits) {
        self.limits = limits
    }

    func waitingCount(_ user: UserID) -> Int { waiting[user]?.count ?? 0 }

    /// Takes a place for a question that is about to be stored, unless others of the user wait already.
    mutating func reserve(_ user: UserID) -> Bool {
        guard waiting[user] == nil, hasPlace(user) else { return false }
        reserved += 1
        taken[user, default: 0] += 1
        return true
    }

    /// An answer is about to be stored, with or without a place.
    mutating func expect(_ answer: MessageID) {
        expected.insert(answer)
    }

    /// It is not stored after all.
    mutating func forget(_ answer: MessageID) {
        expected.remove(answer)
    }

    mutating func release(_ user: UserID) {
        reserved -= 1
        free(user)
    }

    /// A reserved place is filled.
    mutating func start(_ user: UserID, _ answer: MessageID) {
        reserved -= 1
        expected.remove(answer)
        running[answer] = user
    }

    mutating func enqueue(_ user: UserID, _ item: Waiting) {
        expected.remove(item.answerID)
        if waiting[user] == nil { turns.append(user) }
        waiting[user, default: []].append(item)
    }

    /// Forgets an answer that waits; `false` when it does not.
    mutating func remove(_ user: UserID, _ answer: MessageID) -> Bool {
        guard let index = waiting[user]?.firstIndex(where: { $0.answerID == answer }) else { return false }
        waiting[user]?.remove(at: index)
        dropIfEmpty(user)
        return true
    }

    mutating func finish(_ answer: MessageID) {
        guard let user = running.removeValue(forKey: answer) else { return }
        free(user)
    }

    /// Takes a place for the next answer that may run.
    mutating func next() -> (user: UserID, answer: MessageID)? {
        for (turn, user) in turns.enumerated() where hasPlace(user) {
            guard let index = waiting[user]?.firstIndex(where: { mayRun($0, of: user) }),
                let item = waiting[user]?.remove(at: index)
            else { continue }
            turns.remove(at: turn)
            turns.append(user)
            dropIfEmpty(user)
            running[item.answerID] = user
            taken[user, default: 0] += 1
            return (user, item.answerID)
        }
        return nil
    }

    private func hasPlace(_ user: UserID) -> Bool {
        running.count + reserved < limits.running && taken[user, default: 0] < limits.runningPerUser
    }

    private func mayRun(_ item: Waiting, of user: UserID) -> Bool {
        guard let parent = item.parent else { return true }
        return running[parent] == nil && !expected.contains(parent)
            && waiting[user]?.contains { $0.answerID == parent } != true
    }

    private mutating func free(_ user: UserID) {
        let left = taken[user, default: 0] - 1
        taken[user] = left > 0 ? left : nil
    }

    private mutating func dropIfEmpty(_ user: UserID) {
        guard waiting[user]?.isEmpty == true else { return }
        waiting[user] = nil
        turns.removeAll { $0 == user }
    }
}
