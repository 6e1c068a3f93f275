internal import ChatDomain

/// An answer as everything in memory knows it. Ids alone are unique for one user only.
struct AnswerKey: Hashable, Sendable {
    let userID: UserID
    let answerID: MessageID

    init(_ userID: UserID, _ answerID: MessageID) {
        self.userID = userID
        self.answerID = answerID
    }
}

/// Whose answer runs next: pure bookkeeping of who runs and who waits.
///
/// Users take turns, so that one user's ten questions do not hold up another's first. On one path answers run one after
/// another: an answer waits while the answer before its question runs or waits itself.
struct AnswerTurns {
    struct Waiting: Equatable {
        var answerID: MessageID
        /// The nearest answer before the question that is not final.
        var parent: MessageID?
    }

    private let limits: AnswerLimits
    private(set) var running: Set<AnswerKey> = []
    /// Answers that are being stored, and whether a place is kept for each.
    private var storing: [AnswerKey: Bool] = [:]
    /// How many places are kept for them.
    private var reserved = 0
    private var taken: [UserID: Int] = [:]
    private var waiting: [UserID: [Waiting]] = [:]
    /// What answers waited for that do so no more, as long as others are being stored that may wait for them.
    private var passed: [AnswerKey: MessageID?] = [:]
    /// All of them, to be found at once: a crash may leave thousands of one user.
    private var waitingKeys: Set<AnswerKey> = []
    /// Users who wait, in the order of their turns.
    private var turns: [UserID] = []

    init(limits: AnswerLimits) {
        self.limits = limits
    }

    /// Those that are being stored without a place will wait, too.
    func waitingCount(_ user: UserID) -> Int {
        (waiting[user]?.count ?? 0) + storing.count { $0.key.userID == user && !$0.value }
    }

    /// Of all users.
    var waitingCount: Int { waitingKeys.count }

    /// Nothing runs, and nothing that is being stored may run at once.
    var isIdle: Bool { running.isEmpty && reserved == 0 }

    /// An answer is about to be stored: keeps a place for it, unless others of the user wait already. `false`: without one.
    mutating func reserve(_ user: UserID, _ answer: MessageID) -> Bool {
        forgetPassed(user)
        let hasPlace = waiting[user] == nil && hasPlace(user)
        storing[AnswerKey(user, answer)] = hasPlace
        if hasPlace {
            reserved += 1
            taken[user, default: 0] += 1
        }
        return hasPlace
    }

    /// An answer is not being stored any more.
    mutating func release(_ user: UserID, _ answer: MessageID) {
        guard storing.removeValue(forKey: AnswerKey(user, answer)) == true else { return }
        reserved -= 1
        free(user)
    }

    /// The place that was kept is filled.
    mutating func start(_ user: UserID, _ answer: MessageID) {
        guard storing.removeValue(forKey: AnswerKey(user, answer)) == true else { return }
        reserved -= 1
        running.insert(AnswerKey(user, answer))
    }

    /// Whether an answer is being stored, waits or runs.
    func knows(_ user: UserID, _ answer: MessageID) -> Bool {
        isUnderWay(answer, user) || isWaiting(answer, user)
    }

    /// Nothing happens when the answer waits or runs already.
    mutating func enqueue(_ user: UserID, _ item: Waiting) {
        guard !knows(user, item.answerID) else { return }
        var item = item
        while let parent = item.parent, let further = passed[AnswerKey(user, parent)] { item.parent = further }
        if waiting[user] == nil { turns.append(user) }
        waiting[user, default: []].append(item)
        waitingKeys.insert(AnswerKey(user, item.answerID))
    }

    /// Forgets an answer that waits; `false` when it does not. Who waits for it waits for what it waited for.
    mutating func remove(_ user: UserID, _ answer: MessageID) -> Bool {
        guard waitingKeys.remove(AnswerKey(user, answer)) != nil, var items = waiting[user],
            let index = items.firstIndex(where: { $0.answerID == answer })
        else { return false }
        let gone = items.remove(at: index)
        if isStoring(user) { passed[AnswerKey(user, answer)] = .some(gone.parent) }
        for index in items.indices where items[index].parent == answer { items[index].parent = gone.parent }
        waiting[user] = items
        dropIfEmpty(user)
        return true
    }

    mutating func finish(_ user: UserID, _ answer: MessageID) {
        guard running.remove(AnswerKey(user, answer)) != nil else { return }
        free(user)
        forgetPassed(user)
    }

    /// Takes a place for the next answer that may run.
    mutating func next() -> (user: UserID, answer: MessageID)? {
        guard running.count + reserved < limits.running else { return nil }
        for (turn, user) in turns.enumerated() where hasPlace(user) {
            guard let index = waiting[user]?.firstIndex(where: { mayRun($0, of: user) }),
                let item = waiting[user]?.remove(at: index)
            else { continue }
            waitingKeys.remove(AnswerKey(user, item.answerID))
            turns.remove(at: turn)
            turns.append(user)
            dropIfEmpty(user)
            running.insert(AnswerKey(user, item.answerID))
            taken[user, default: 0] += 1
            return (user, item.answerID)
        }
        return nil
    }

    private func hasPlace(_ user: UserID) -> Bool {
        running.count + reserved < limits.running && taken[user, default: 0] < limits.placesPerUser
    }

    private func mayRun(_ item: Waiting, of user: UserID) -> Bool {
        guard let parent = item.parent else { return true }
        return !knows(user, parent)
    }

    private func isUnderWay(_ answer: MessageID, _ user: UserID) -> Bool {
        let key = AnswerKey(user, answer)
        return running.contains(key) || storing[key] != nil
    }

    private func isWaiting(_ answer: MessageID, _ user: UserID) -> Bool {
        waitingKeys.contains(AnswerKey(user, answer))
    }

    private mutating func free(_ user: UserID) {
        let left = taken[user, default: 0] - 1
        taken[user] = left > 0 ? left : nil
    }

    private func isStoring(_ user: UserID) -> Bool { storing.keys.contains { $0.userID == user } }

    private mutating func forgetPassed(_ user: UserID) {
        guard !passed.isEmpty, !isStoring(user) else { return }
        passed = passed.filter { $0.key.userID != user }
    }

    private mutating func dropIfEmpty(_ user: UserID) {
        guard waiting[user]?.isEmpty == true else { return }
        waiting[user] = nil
        turns.removeAll { $0 == user }
    }
}
