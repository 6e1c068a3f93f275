internal import Observability

/// How long an answer's first text took: Gemini's time, and what Pollux added to it.
struct FirstDelta {
    private let turn = ContinuousClock.now
    private var calledAt = ContinuousClock.now
    private var firstChunkAt: ContinuousClock.Instant?
    /// Waits between calls are neither Gemini's time nor ours.
    private var isFirstCall = true
    private var isTold = false

    mutating func call(isFirst: Bool) {
        (calledAt, firstChunkAt, isFirstCall) = (.now, nil, isFirst)
    }

    /// A chunk arrived, not necessarily the first one.
    mutating func chunk() {
        if firstChunkAt == nil { firstChunkAt = .now }
    }

    /// Text is on its way to the sockets, not necessarily the first one.
    mutating func shown(_ metrics: Metrics) {
        guard !isTold, let firstChunkAt else { return }
        isTold = true
        let (whole, gemini) = (turn.duration(to: .now), calledAt.duration(to: firstChunkAt))
        metrics.answers.firstDelta.observe(whole)
        metrics.gemini.firstChunk.observe(gemini)
        if isFirstCall { metrics.answers.firstDeltaAdded.observe(max(.zero, whole - gemini)) }
    }
}
