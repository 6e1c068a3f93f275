internal import ChatDomain
internal import Crypto
internal import Foundation
internal import Synchronization

/// Slows guessing down: after some failures each further guess has to wait, and ever longer.
///
/// Failures are counted for each account, whether it exists or not, and for each address. An address from which somebody has
/// signed in to the account counts apart, so that strangers who guess cannot lock its owner out. A guess is counted as failed
/// before it is tried and taken back when it was right: so many at once get no further than one after another.
///
/// Everything is in memory, bounded, and on the monotonic clock.
package final class SignInThrottle: Sendable {
    /// One try that is under way. Ends with `succeed` or `withdraw`; otherwise it stays a failure.
    struct Attempt: Sendable {
        fileprivate let address: FailureKey
        /// The account at this address.
        fileprivate let pair: FailureKey
        /// What the failure of the account was counted under: the pair if it is known, else the account.
        fileprivate let counted: FailureKey
    }

    private let isOn: Bool
    private let maximumCount: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<State>

    private struct State {
        var accounts: FailureTable
        var addresses: FailureTable
        /// Accounts at addresses from which they were signed in to, and when.
        var known: [FailureKey: ContinuousClock.Instant] = [:]
    }

    /// - Parameters:
    ///   - isOn: without limits per user and address nobody waits.
    ///   - maximumCount: of accounts and of addresses that are remembered; about 100 bytes each.
    package init(
        isOn: Bool,
        maximumCount: Int = 20_000,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.isOn = isOn
        self.maximumCount = maximumCount
        self.now = now
        state = Mutex(
            State(
                // At most about a hundred guesses a day, which is what NIST SP 800-63B-4, 3.2.2 allows at all.
                accounts: FailureTable(free: 5, longest: .seconds(900), memory: .seconds(86_400), limit: maximumCount),
                // A whole class may sit behind one address.
                addresses: FailureTable(free: 50, longest: .seconds(60), memory: .seconds(3600), limit: maximumCount)
            )
        )
    }

    /// Counts a try that is about to be made, or refuses it.
    ///
    /// - Parameters:
    ///   - account: its `nameKey`, or whatever else names one.
    ///   - address: where the request comes from; `ClientAddress.key`.
    /// - Throws: `rate_limited` with the seconds to wait. What is refused is not counted.
    func begin(account: String, address: String) throws(ChatError) -> Attempt {
        let (account, address, pair) = (FailureKey(account), FailureKey(address), FailureKey(account, address))
        guard isOn else { return Attempt(address: address, pair: pair, counted: account) }
        let now = now()
        let result = state.withLock { state -> Result<Attempt, ChatError> in
            let counted = state.known[pair] == nil ? account : pair
            let wait = max(state.accounts.wait(counted, now), state.addresses.wait(address, now))
            guard wait <= .zero else { return .failure(Self.refusal(wait)) }
            state.accounts.add(counted, now)
            state.addresses.add(address, now)
            return .success(Attempt(address: address, pair: pair, counted: counted))
        }
        return try result.get()
    }

    /// The try was right: the account's failures are forgotten, and this address is known to it.
    func succeed(_ attempt: Attempt) {
        guard isOn else { return }
        let now = now()
        state.withLock { state in
            state.accounts.forget(attempt.counted)
            state.addresses.takeBack(attempt.address, now)
            if state.known.count >= maximumCount, state.known[attempt.pair] == nil {
                let oldest = state.known.sorted { $0.value < $1.value }.prefix(maximumCount / 4 + 1)
                for (key, _) in oldest { state.known[key] = nil }
            }
            state.known[attempt.pair] = now
        }
    }

    /// The try was neither right nor wrong.
    func withdraw(_ attempt: Attempt) {
        guard isOn else { return }
        let now = now()
        state.withLock { state in
            state.accounts.takeBack(attempt.counted, now)
            state.addresses.takeBack(attempt.address, now)
        }
    }

    /// How many accounts and addresses are remembered.
    var count: Int { state.withLock { $0.accounts.count + $0.addresses.count + $0.known.count } }

    private static func refusal(_ wait: Duration) -> ChatError {
        let seconds = Int(wait.components.seconds) + 1
        return ChatError(
            .rateLimited,
            "There were too many wrong tries. Please wait \(seconds) s.",
            retryAfterSeconds: seconds
        )
    }
}
