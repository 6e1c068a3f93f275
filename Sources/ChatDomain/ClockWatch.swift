/// Tells whether the system's clock can be trusted to say what is old: it has gone as the monotonic clock since the last look.
/// Pure.
package struct ClockWatch: Sendable {
    /// What a clock that is being corrected may gain or lose between two looks.
    package static let tolerance: Duration = .seconds(300)

    private var wall: Timestamp
    private var steady: ContinuousClock.Instant

    package init(wall: Timestamp = .now, steady: ContinuousClock.Instant = .now) {
        (self.wall, self.steady) = (wall, steady)
    }

    /// Looks, and remembers. `false`: the clock was set meanwhile, and may be wrong now or may have been wrong before.
    package mutating func isSteady(wall: Timestamp = .now, steady: ContinuousClock.Instant = .now) -> Bool {
        let (gone, passed) = (wall.milliseconds - self.wall.milliseconds, self.steady.duration(to: steady))
        (self.wall, self.steady) = (wall, steady)
        let difference = Duration.milliseconds(gone) - passed
        return difference <= Self.tolerance && difference >= .zero - Self.tolerance
    }
}
