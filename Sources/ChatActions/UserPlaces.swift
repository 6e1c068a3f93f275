package import ChatDomain
internal import Synchronization

/// How much of one kind each user may have under way at once.
package final class UserPlaces: Sendable {
    private let perUser: Int
    private let taken = Mutex<[UserID: Int]>([:])

    package init(perUser: Int) {
        self.perUser = perUser
    }

    /// Does something in one of the user's places.
    ///
    /// - Throws: `rate_limited` when all are taken.
    package func run<Value>(_ user: UserID, _ body: () async throws -> Value) async throws -> Value {
        let isAdmitted = taken.withLock { taken in
            guard taken[user, default: 0] < perUser else { return false }
            taken[user, default: 0] += 1
            return true
        }
        guard isAdmitted else {
            throw ChatError(.rateLimited, "Too many of yours at once. Please try again.", retryAfterSeconds: 1)
        }
        defer {
            taken.withLock { taken in
                let left = taken[user, default: 1] - 1
                taken[user] = left > 0 ? left : nil
            }
        }
        return try await body()
    }
}
