internal import Answering
internal import ChatDomain
internal import Live
internal import Logging
internal import ServiceLifecycle
internal import WebAPI

/// The server's way out, before anything else stops: no new work, running answers come to their end or are interrupted, and
/// the sockets are closed a few at a time. Meanwhile everything is served that begins nothing: reading, stopping, health.
struct Farewell: Service {
    let readiness: Readiness
    let scheduler: AnswerScheduler
    let hub: Hub
    /// How long running answers may go on.
    let window: Duration
    let logger: Logger

    private static let tick = Duration.milliseconds(20)
    /// Once nothing runs, there is nothing to wait for but that not all come back at the same moment.
    private static let socketsPerSecond = 500
    private static let longestSpread = Duration.seconds(5)
    /// For answers to be stored after the window, and for readers that are slow to take their last frames.
    private static let patience = Duration.seconds(5)

    func run() async throws {
        // Throws when all services are cancelled: then nobody waits for a word.
        guard (try? await gracefulShutdown()) != nil else { return }
        readiness.setDraining()
        scheduler.drain()
        let (running, queued) = scheduler.counts
        logger.notice(
            "Going down: no new work is taken",
            metadata: ["answers.running": "\(running)", "answers.queued": "\(queued)", "sockets": "\(hub.socketCount)"]
        )
        let interrupted = await sayGoodbye()
        logger.notice("Gone down as far as people see", metadata: ["answers.interrupted": "\(interrupted)"])
    }

    /// Gives the number of answers that were interrupted.
    private func sayGoodbye() async -> Int {
        let end = ContinuousClock.now + window
        var spread: ContinuousClock.Instant?
        var interrupted: Int?
        while !Task.isCancelled {
            let now = ContinuousClock.now
            if now >= end, interrupted == nil {
                interrupted = scheduler.counts.running
                scheduler.interruptAll()
            }
            let busy = scheduler.usersWithRunningAnswers
            let open = hub.subscriptions
            if busy.isEmpty, open.isEmpty || now > (spread ?? now) + Self.patience { break }
            if now > end + Self.patience + Self.longestSpread { break }
            let idle = open.filter { !$0.isLeaving && !busy.contains($0.userID) }
            if busy.isEmpty, spread == nil { spread = now + Self.spread(sockets: idle.count) }
            let due = Self.due(of: idle.count, until: spread ?? end, now: now)
            for socket in idle.shuffled().prefix(due) { socket.leave(.goingAway) }
            // Cancelled: the loop's condition sees it.
            try? await Task.sleep(for: Self.tick)
        }
        // Those that did not read what was left for them.
        for socket in hub.subscriptions { socket.close(.goingAway) }
        return interrupted ?? 0
    }

    /// How long it takes to close the sockets when nothing runs any more.
    static func spread(sockets: Int) -> Duration {
        min(.milliseconds(sockets * 1000 / socketsPerSecond), longestSpread)
    }

    /// How many of the sockets that may be closed are closed in this tick, so that they go evenly until then.
    static func due(of idle: Int, until end: ContinuousClock.Instant, now: ContinuousClock.Instant) -> Int {
        let ticks = max(1, now.duration(to: end) / tick)
        return Int((Double(idle) / ticks).rounded(.up))
    }
}
