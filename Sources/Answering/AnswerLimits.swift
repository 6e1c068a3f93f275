/// How much runs at once.
package struct AnswerLimits: Sendable {
    /// Answers streaming at once, of all users. Also the size that the upstream client's pool needs.
    package var running: Int
    /// Answers streaming at once of one user; see `placesPerUser`.
    package var runningPerUser: Int
    /// Questions of one user that may wait for their turn.
    package var waitingPerUser: Int

    package init(running: Int = 2000, runningPerUser: Int = 16, waitingPerUser: Int = 100) {
        self.running = running
        self.runningPerUser = runningPerUser
        self.waitingPerUser = waitingPerUser
    }

    /// What one user really gets: never more than half of all places, so that there is always one for somebody else.
    package var placesPerUser: Int { max(1, min(runningPerUser, running / 2)) }
}
