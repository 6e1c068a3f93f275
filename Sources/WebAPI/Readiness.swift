internal import Synchronization

/// Whether the server should be sent people, and if not, why.
///
/// Asking costs no write, and nothing at all within a second of the last time.
package final class Readiness: Sendable {
    package enum Reason: String, Sendable, CaseIterable {
        /// It is not known yet what the last process left behind.
        case starting
        /// The server is about to end.
        case draining
        /// The database cannot be read.
        case unreadable
        /// Less is free where the data folder is than the server wants to have.
        case diskFull = "disk_full"
        /// The last commits failed.
        case storageFailed = "storage_failed"
    }

    private struct State {
        var phase: Reason? = .starting
        var found: Reason?
        var lookedAt: ContinuousClock.Instant?
    }

    private static let freshFor = Duration.seconds(1)

    private let look: @Sendable () async -> Reason?
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    /// - Parameter look: finds out whether the store can do its work; asked once a second at most.
    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        look: @escaping @Sendable () async -> Reason?
    ) {
        self.look = look
        self.now = now
    }

    /// What the last process left behind is known.
    package func setStarted() {
        state.withLock { if $0.phase == .starting { $0.phase = nil } }
    }

    /// From here on no new work is taken. There is no way back.
    package func setDraining() {
        state.withLock { $0.phase = .draining }
    }

    package var isDraining: Bool { state.withLock { $0.phase == .draining } }

    /// What was last found out; nothing is looked up.
    package var lastReason: Reason? { state.withLock { $0.phase ?? $0.found } }

    /// `nil`: ready.
    package func reason() async -> Reason? {
        let now = now()
        let known = state.withLock { state -> Reason?? in
            if let phase = state.phase { return phase }
            guard let lookedAt = state.lookedAt, lookedAt.duration(to: now) < Self.freshFor else {
                // Whoever asks meanwhile is told what was found before.
                state.lookedAt = now
                return nil
            }
            return .some(state.found)
        }
        if let known { return known }
        let found = await look()
        return state.withLock { state in
            state.found = found
            return state.phase ?? found
        }
    }
}
