import Attachments
import ChatActions
import ChatDomain
import Foundation
import Logging
import Store
import Synchronization
import Testing

@testable import Answering

/// What is stored of running answers while they run.
struct CheckpointsTests {
    /// A store that takes nothing but checkpoints, and tells of each attempt to write some.
    private final class CheckpointStore: ChatStore {
        struct Attempt {
            var pieces: [MessageID: [String]]
            var isStored: Bool
        }

        private final class Writer: UnusedWriter {
            private(set) var pieces: [MessageID: [String]] = [:]

            func checkpoint(_ user: UserID, _ answer: MessageID, text: String, thoughts: String) throws -> Bool {
                pieces[answer, default: []] += [text, thoughts]
                return true
            }
        }

        let epoch = UUID()
        let attempts: AsyncStream<Attempt>
        private let input: AsyncStream<Attempt>.Continuation
        private let failures: Mutex<Int>

        /// - Parameter failures: how many of the first writes fail.
        init(failures: Int = 0) {
            (attempts, input) = AsyncStream.makeStream()
            self.failures = Mutex(failures)
        }

        func read<Value: Sendable>(
            _ body: @escaping @Sendable (any ChatReader) throws -> Value
        ) async throws -> Value { throw NotExpected() }

        func write<Value: Sendable>(
            _ body: @escaping @Sendable (any ChatWriter) throws -> Value
        ) async throws -> Value {
            let writer = Writer()
            let value = try body(writer)
            let fails = failures.withLock { failures in
                failures -= 1
                return failures >= 0
            }
            input.yield(Attempt(pieces: writer.pieces, isStored: !fails))
            if fails { throw StoreError(.writeFailed, "the disk is full") }
            return value
        }
    }

    private let user = UserID(rawValue: 1)

    /// Runs checkpoints over the store while the body goes on.
    ///
    /// - Parameter before: adds what is there when they begin.
    private func run(
        _ store: CheckpointStore,
        patience: Duration = .seconds(60),
        giveUp: @escaping @Sendable ([AnswerKey]) -> Void = { _ in },
        before: (Checkpoints) -> Void = { _ in },
        _ body: (Checkpoints) async throws -> Void
    ) async throws {
        let checkpoints = Checkpoints()
        let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover harms nobody
        let actions = ChatActions(
            store: store,
            files: try AttachmentFolder(folder, threads: 1),
            policy: ChatPolicy(registration: .closed, admitsGuests: false, defaultModel: "m"),
            passwords: passwords,
            secrets: try SecretBox(path: folder + "/secrets.key"),
            throttle: SignInThrottle(isOn: false),
            answers: AnswerScheduler(limits: AnswerLimits())
        )
        before(checkpoints)
        try await withThrowingTaskGroup { group in
            group.addTask {
                let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
                await checkpoints.run(actions, logger: logger, patience: patience, giveUp: giveUp)
            }
            try await body(checkpoints)
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func piece(_ text: String, isThought: Bool = false) -> AnswerProgress.Piece {
        AnswerProgress.Piece(text: text, isThought: isThought)
    }

    @Test func whatArrivesWithinAnIntervalIsStoredInOneWrite() async throws {
        let store = CheckpointStore()
        let answers = [MessageID.make(), .make()]
        try await run(
            store,
            before: { checkpoints in
                for number in 0..<50 {
                    checkpoints.add(user, answers[number % 2], piece("\(number) ", isThought: number % 10 == 0))
                }
            }
        ) { checkpoints in
            var attempts = store.attempts.makeAsyncIterator()
            let first = await attempts.next()
            #expect(first?.pieces.keys.count == 2)
            let odd = stride(from: 1, to: 50, by: 2).map { "\($0) " }.joined()
            #expect(first?.pieces[answers[1]] == [odd, ""])
            #expect(first?.pieces[answers[0]]?[1] == "0 10 20 30 40 ")

            checkpoints.add(user, answers[0], piece("later"))
            #expect(await attempts.next()?.pieces == [answers[0]: ["later", ""]])
        }
    }

    @Test func anAnswerThatEndedIsNotStoredAgain() async throws {
        let store = CheckpointStore()
        let (ended, running) = (MessageID.make(), MessageID.make())
        try await run(
            store,
            before: { checkpoints in
                checkpoints.add(user, ended, piece("whole"))
                checkpoints.add(user, running, piece("so far"))
                checkpoints.drop(user, ended)
            }
        ) { _ in
            var attempts = store.attempts.makeAsyncIterator()
            #expect(await attempts.next()?.pieces == [running: ["so far", ""]])
        }
    }

    /// A gap would make what is stored no beginning of the answer any more.
    @Test func whatCouldNotBeStoredIsStoredBeforeWhatCameLater() async throws {
        let store = CheckpointStore(failures: 2)
        try await run(store) { checkpoints in
            let answer = MessageID.make()
            var stored = ""
            checkpoints.add(user, answer, piece("one "))
            var attempts = store.attempts.makeAsyncIterator()
            for text in ["two ", "three ", "four "] {
                let attempt = await attempts.next()
                if attempt?.isStored == true { stored += attempt?.pieces[answer]?[0] ?? "" }
                checkpoints.add(user, answer, piece(text))
            }
            while stored.utf8.count < 19, let attempt = await attempts.next() {
                if attempt.isStored { stored += attempt.pieces[answer]?[0] ?? "" }
            }
            #expect(stored == "one two three four ")
        }
    }

    @Test func answersOfWhichNothingCanBeStoredForLongAreGivenUp() async throws {
        let (all, input) = AsyncStream<[AnswerKey]>.makeStream()
        try await run(CheckpointStore(failures: .max), patience: .zero, giveUp: { input.yield($0) }) { checkpoints in
            let answer = MessageID.make()
            checkpoints.add(user, answer, piece("shown"))
            var given = all.makeAsyncIterator()
            #expect(await given.next() == [AnswerKey(user, answer)])
        }
        // Who is patient gives up nobody.
        let store = CheckpointStore(failures: 2)
        let givenUp = Mutex(0)
        try await run(store, giveUp: { all in givenUp.withLock { $0 += all.count } }) { checkpoints in
            checkpoints.add(user, .make(), piece("shown"))
            for await attempt in store.attempts where attempt.isStored { break }
        }
        #expect(givenUp.withLock { $0 } == 0)
    }

    @Test func withoutTextItWaitsAndEndsWhenItIsCancelled() async throws {
        let store = CheckpointStore()
        try await run(store) { _ in }
        try await run(store) { checkpoints in checkpoints.add(user, .make(), piece("never stored here")) }
    }
}

/// Lives as long as the tests do.
let passwords = PasswordHasher(threads: 1)
