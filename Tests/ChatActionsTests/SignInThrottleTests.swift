import ChatDomain
import Synchronization
import Testing

@testable import ChatActions

struct SignInThrottleTests {
    /// A clock that a test moves.
    private final class Hand: Sendable {
        private let offset = Mutex(Duration.zero)
        private let start = ContinuousClock.now

        var now: ContinuousClock.Instant { start + offset.withLock { $0 } }
        func move(_ seconds: Int) { offset.withLock { $0 += .seconds(seconds) } }
    }

    private let hand = Hand()

    private func throttle(maximumCount: Int = 20_000) -> SignInThrottle {
        SignInThrottle(isOn: true, maximumCount: maximumCount) { [hand] in hand.now }
    }

    /// Seconds to wait; 0: the guess was made, and wrong.
    private func guess(_ throttle: SignInThrottle, _ account: String = "ada", from address: String = "a") -> Int {
        do {
            _ = try throttle.begin(account: account, address: address)
            return 0
        } catch {
            #expect(error.code == .rateLimited)
            return error.retryAfterSeconds ?? -1
        }
    }

    @Test func theWaitGrowsAndWhatIsRefusedDoesNotCount() {
        let throttle = throttle()
        for _ in 0..<6 { #expect(guess(throttle) == 0) }
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            // Told too much by less than a second, never too little.
            #expect((wait...wait + 1).contains(guess(throttle)))
            #expect((wait...wait + 1).contains(guess(throttle)))
            hand.move(wait)
            #expect(guess(throttle) == 0)
        }
    }

    @Test func aDayHasAboutAHundredGuesses() {
        let throttle = throttle()
        var guesses = 0
        for _ in 0..<86_400 {
            if guess(throttle, from: "\(guesses)") == 0 { guesses += 1 }
            hand.move(1)
        }
        #expect(guesses > 50 && guesses <= 110, "\(guesses)")
    }

    @Test func manyAtOnceGetNoFurther() async {
        let throttle = throttle()
        let made = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<500 {
                group.addTask { (try? throttle.begin(account: "ada", address: "address \(index)")) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(made == 6)
    }

    @Test func aRightOneForgetsTheWrongOnesBefore() throws {
        let throttle = throttle()
        for round in 0..<20 {
            for _ in 0..<5 { #expect(guess(throttle, from: "\(round)") == 0) }
            throttle.succeed(try throttle.begin(account: "ada", address: "\(round)"))
        }
    }

    @Test func oneThatIsNeitherDoesNotCount() throws {
        let throttle = throttle()
        for _ in 0..<200 { throttle.withdraw(try throttle.begin(account: "ada", address: "a")) }
        #expect(throttle.count == 0)
        for _ in 0..<6 { #expect(guess(throttle) == 0) }
        #expect(guess(throttle) > 0)
    }

    @Test func otherAccountsAndAddressesGoOn() {
        let throttle = throttle()
        for _ in 0..<6 { #expect(guess(throttle) == 0) }
        #expect(guess(throttle) > 0)
        #expect(guess(throttle, from: "b") > 0)
        #expect(guess(throttle, "eve") == 0)
    }

    @Test func strangersCannotLockOutWhoWasHereBefore() throws {
        let throttle = throttle()
        throttle.succeed(try throttle.begin(account: "ada", address: "home"))
        for _ in 0..<6 { #expect(guess(throttle, from: "elsewhere") == 0) }
        #expect(guess(throttle, from: "elsewhere") > 0)
        throttle.succeed(try throttle.begin(account: "ada", address: "home"))
        // And the success at home has not freed the strangers.
        #expect(guess(throttle, from: "elsewhere") > 0)
        // At home, too, there are not more guesses than elsewhere.
        for _ in 0..<6 { #expect(guess(throttle, from: "home") == 0) }
        #expect(guess(throttle, from: "home") > 0)
    }

    @Test func oneAddressIsSlowedOverManyAccounts() {
        let throttle = throttle()
        let made = (0..<200).count { guess(throttle, "name \($0)", from: "one") == 0 }
        #expect(made == 51)
        #expect(guess(throttle, "another", from: "two") == 0)
        hand.move(3601)
        #expect(guess(throttle, "name", from: "one") == 0)
    }

    @Test func memoryIsBounded() {
        let throttle = throttle(maximumCount: 100)
        for index in 0..<6 { #expect(guess(throttle, "victim", from: "v\(index)") == 0) }
        #expect(guess(throttle, "victim", from: "w") > 0)
        for index in 0..<10_000 { _ = guess(throttle, "name \(index)", from: "address \(index)") }
        #expect(throttle.count <= 300)
        // Whoever has longest to wait is forgotten last.
        #expect(guess(throttle, "victim", from: "w") > 0)
        for index in 0..<1000 {
            if let attempt = try? throttle.begin(account: "n\(index)", address: "n\(index)") {
                throttle.succeed(attempt)
            }
        }
        #expect(throttle.count <= 300)
    }

    @Test func withoutLimitsNobodyWaits() throws {
        let throttle = SignInThrottle(isOn: false)
        for _ in 0..<1000 { _ = try throttle.begin(account: "ada", address: "a") }
        #expect(throttle.count == 0)
    }
}
