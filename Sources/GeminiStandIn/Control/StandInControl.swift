/// What a test sees of the stand-in and how it steers held streams. Below `/stand-in/` the same over HTTP, see
/// `ControlRoutes`.
///
/// Counts and lists are since the start or the last `reset()`. Every wait returns at once when its condition holds
/// already, never polls, and throws `CancellationError` when its task is cancelled.
package final class StandInControl: Sendable {
    struct State {
        var log = RequestLog()
        /// Streams that wait for a release now, the longest waiting first.
        var held: [OpenStream] = []
        /// Texts of releases that came before their stream.
        var earlyReleases: [String] = []
        var holdsNothing = false
        var closedStreams = 0
        /// Replies under way.
        var openStreams = 0
        /// What the next calls get, whatever model they name.
        var nextScenarios: [(scenario: Scenario, times: Int)] = []
        /// How often each question came to a scenario that counts; by hash, for questions are nobody's to keep.
        var attempts: [UInt64: Int] = [:]
    }

    /// Early releases are forgotten, oldest first, beyond this number.
    private static let maximumEarlyReleases = 10_000
    let state = Watched(State())
    /// What was uploaded.
    let files = FileStore()
    private let keepsRequests: Bool

    init(keepsRequests: Bool) { self.keepsRequests = keepsRequests }

    /// The latest requests to the API, oldest first: at most 10,000 and 256 MiB of bodies. Empty when the configuration
    /// says not to keep them.
    package var requests: [RecordedRequest] { state.value.log.requests }

    /// How many requests to the API came, those counted that are not kept.
    package var requestCount: Int { state.value.log.total }

    /// The last questions of the streams that are held now, the longest held first.
    package var heldQuestions: [String] { state.value.held.map(\.question) }

    /// How many streams were closed by their client before their end.
    package var closedStreamCount: Int { state.value.closedStreams }

    /// Forgets requests, counts, early releases, files and what the next calls get, and lets every held stream go on.
    package func reset() {
        files.reset()
        let held = state.change { state in
            defer {
                let open = state.openStreams
                state = State()
                state.openStreams = open
            }
            return state.held
        }
        for stream in held { stream.release() }
    }
}

// MARK: - Held streams

extension StandInControl {
    /// Lets the longest held stream go on whose question contains the text; when there is none, the next one that comes
    /// will not be held. Every release lets exactly one stream go.
    package func release(containing text: String) {
        let stream = state.change { state -> OpenStream? in
            if let index = state.held.firstIndex(where: { $0.question.contains(text) }) {
                return state.held.remove(at: index)
            }
            if state.earlyReleases.count == Self.maximumEarlyReleases { state.earlyReleases.removeFirst() }
            state.earlyReleases.append(text)
            return nil
        }
        stream?.release()
    }

    /// Lets every stream go on that is held now; later ones are held as ever.
    package func releaseAll() {
        let held = state.change { state in
            defer { state.held = [] }
            return state.held
        }
        for stream in held { stream.release() }
    }

    /// Lets every stream go on that is held now and holds none from now on, until `reset()`.
    package func holdNothing() {
        state.change { $0.holdsNothing = true }
        releaseAll()
    }

    /// Waits in a reply until it is released. Throws when the stream is closed first.
    func hold(_ stream: OpenStream) async throws(StreamClosed) {
        let isHeld = state.change { state in
            if state.holdsNothing || stream.isClosed { return false }
            if let index = state.earlyReleases.firstIndex(where: { stream.question.contains($0) }) {
                state.earlyReleases.remove(at: index)
                return false
            }
            state.held.append(stream)
            return true
        }
        guard isHeld else {
            if stream.isClosed { throw StreamClosed() }
            return
        }
        defer { state.change { $0.held.removeAll { $0 === stream } } }
        try await stream.waitForRelease()
    }
}

// MARK: - Choosing what happens

extension StandInControl {
    /// A name that no scenario has.
    package struct UnknownScenario: Error, CustomStringConvertible {
        package let id: String
        package var description: String { "There is no scenario \(id)." }
    }

    /// Counts are forgotten, all at once, beyond this number.
    private static let maximumAttempts = 10_000
    private static let maximumNext = 1000

    /// Lets the next calls for an answer go as the scenario has it, whatever model they name. Calls add up: what was said
    /// first comes first. Requests that are refused for what they hold do not count.
    package func answerNext(with id: String, times: Int = 1) throws(UnknownScenario) {
        guard let scenario = Scenario.named(id) else { throw UnknownScenario(id: id) }
        guard times > 0 else { return }
        state.change { state in
            guard state.nextScenarios.count < Self.maximumNext else { return }
            state.nextScenarios.append((scenario, times))
        }
    }

    func takeNextScenario() -> Scenario? {
        state.change { state in
            guard let next = state.nextScenarios.first else { return nil }
            if next.times > 1 {
                state.nextScenarios[0].times -= 1
            } else {
                state.nextScenarios.removeFirst()
            }
            return next.scenario
        }
    }

    /// Counts a call: 1 for the first with these texts.
    func countAttempt(of texts: [String]) -> Int {
        var hash = SeededRandom(texts)
        let key = hash.next()
        return state.change { state in
            if state.attempts.count >= Self.maximumAttempts { state.attempts = [:] }
            state.attempts[key, default: 0] += 1
            return state.attempts[key, default: 1]
        }
    }
}

// MARK: - Files

extension StandInControl {
    /// The names of the files that are there, newest first, such as `files/abc123`.
    package var fileNames: [String] { files.files.map { "files/" + $0.id } }

    /// Lets every file expire: whoever names one from now on gets 403.
    package func expireFiles() { files.expireAll() }

    /// Lets the next files that are uploaded end up FAILED.
    package func failNextFiles(_ count: Int = 1) { files.failNext(count) }

    /// Refuses the next requests of uploads, starts and pieces alike, with 503.
    package func refuseUploads(_ count: Int = 1) { files.refuseUploads(count) }
}

// MARK: - Waiting

extension StandInControl {
    /// Waits until that many requests to the API came, whatever they asked for.
    package func waitForRequests(count: Int) async throws(CancellationError) {
        try await state.wait { $0.log.total >= count }
    }

    /// Waits until that many of the kept requests meet the condition, such as `\.asksForAnswer`. The condition is called
    /// under a lock, for every kept request after each new one.
    package func waitForRequests(
        count: Int,
        where isWanted: @escaping @Sendable (RecordedRequest) -> Bool
    ) async throws(CancellationError) {
        try await state.wait { $0.log.count(where: isWanted) >= count }
    }

    /// Waits until at least that many streams are held at the same time.
    package func waitForHeld(count: Int) async throws(CancellationError) {
        try await state.wait { $0.held.count >= count }
    }

    /// Waits until no reply is under way: how a test sees that no connection was left open.
    package func waitForNoStreams() async throws(CancellationError) {
        try await state.wait { $0.openStreams <= 0 }
    }

    /// Waits until that many streams were closed by their client before their end: how a test sees that a stop got here.
    package func waitForClosedStream(count: Int) async throws(CancellationError) {
        try await state.wait { $0.closedStreams >= count }
    }
}

// MARK: - What the server reports

extension StandInControl {
    /// In one step: whoever sees the close does not see the stream held any more.
    func streamWasClosed(_ stream: OpenStream) {
        state.change { state in
            state.held.removeAll { $0 === stream }
            state.closedStreams += 1
        }
    }

    func streamBegan() { state.change { $0.openStreams += 1 } }

    func streamEnded() { state.change { $0.openStreams -= 1 } }

    func record(method: String, path: String, headers: [String: String], body: [UInt8]) {
        state.change { [keepsRequests] state in
            guard keepsRequests else { return state.log.count() }
            state.log.append { number in
                RecordedRequest(number: number, method: method, path: path, headers: headers, body: body)
            }
        }
    }
}
