internal import NIOCore

extension Scenario {
    private static let prefix = "stand-in-deltas-"
    private static let timedPrefix = "stand-in-clock-"
    private static let counts = 1...100_000
    private static let gaps = 0...60_000

    /// `stand-in-deltas-N`, `stand-in-deltas-N-MS`, and the same with `clock`; nil for other names and for numbers beyond the
    /// limits.
    static func deltas(named id: String) -> Scenario? {
        guard let prefix = [prefix, timedPrefix].first(where: id.hasPrefix) else { return nil }
        guard id.utf8.count <= prefix.utf8.count + 12 else { return nil }
        let digits = id.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
        let numbers = digits.compactMap { $0.allSatisfy(\.isNumber) ? Int($0) : nil }
        guard numbers.count == digits.count, (1...2).contains(numbers.count), counts.contains(numbers[0]) else {
            return nil
        }
        let gap = numbers.count == 2 ? numbers[1] : 0
        guard gaps.contains(gap) else { return nil }
        return deltas(count: numbers[0], milliseconds: gap, isTimed: prefix == timedPrefix)
    }

    /// So many chunks of about 60 characters, so far apart; the first comes at once. For benchmarks.
    ///
    /// - Parameter isTimed: each begins with `@microseconds@` of the system's monotonic clock, when it is made.
    static func deltas(count: Int, milliseconds: Int = 0, isTimed: Bool = false) -> Scenario {
        Scenario(
            id: (isTimed ? timedPrefix : prefix) + String(count) + (milliseconds > 0 ? "-\(milliseconds)" : ""),
            purpose: "Answers in \(count) pieces of about 60 characters."
        ) { call in
            guard call.framing == .events else {
                let text = (0..<count).map(DeltaSteps.text).joined()
                return call.reply(Answer(text: text))
            }
            return Reply(
                contentType: .events,
                body: DeltaSteps(call: call, count: count, gap: .milliseconds(milliseconds), isTimed: isTimed)
            )
        }
    }
}

/// The steps of a stream of deltas, made while they are sent and almost without computing: a benchmark measures whoever
/// reads them, on the same cores.
struct DeltaSteps: Sequence, Sendable {
    /// The parts of a chunk between which its text and its totals stand.
    private let head: ByteBuffer
    private let prompt: Int
    private let tail: ByteBuffer
    private let count: Int
    private let gap: Duration
    private let isTimed: Bool

    init(call: Call, count: Int, gap: Duration, isTimed: Bool) {
        self.count = count
        self.gap = gap
        self.isTimed = isTimed
        prompt = call.promptTokens.total
        head = ByteBuffer(string: #"data: {"candidates":[{"content":{"parts":[{"text":""#)
        tail = ByteBuffer(
            string: """
                ,"promptTokensDetails":[{"modality":"TEXT","tokenCount":\(prompt)}]},\
                "modelVersion":"\(call.model.id)","responseId":"\(call.responseID)"}\r\n\r\n
                """
        )
    }

    func makeIterator() -> Iterator { Iterator(steps: self) }

    struct Iterator: IteratorProtocol {
        let steps: DeltaSteps
        private var index = 0
        private var hasPaused = true
        private var bytes = 0

        init(steps: DeltaSteps) { self.steps = steps }

        mutating func next() -> Step? {
            guard index < steps.count else { return nil }
            if !hasPaused {
                hasPaused = true
                return .pause(steps.gap)
            }
            hasPaused = steps.gap == .zero
            var text = DeltaSteps.texts[index % DeltaSteps.texts.count]
            if steps.isTimed {
                let stamp = "@\(NIODeadline.now().uptimeNanoseconds / 1000)@ "
                text = stamp + text.dropFirst(stamp.utf8.count)
            }
            bytes += text.utf8.count
            index += 1
            return .bytes(steps.chunk(text, tokens: bytes / 4 + 1, isLast: index == steps.count))
        }
    }

    private func chunk(_ text: String, tokens: Int, isLast: Bool) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: head.readableBytes + text.utf8.count + 400)
        buffer.writeImmutableBuffer(head)
        buffer.writeString(text)
        buffer.writeStaticString(#""}],"role":"model"}"#)
        if isLast { buffer.writeStaticString(#","finishReason":"STOP""#) }
        buffer.writeStaticString(#","index":0}],"usageMetadata":{"promptTokenCount":"#)
        buffer.writeString(String(prompt))
        buffer.writeStaticString(#","candidatesTokenCount":"#)
        buffer.writeString(String(tokens))
        buffer.writeStaticString(#","totalTokenCount":"#)
        buffer.writeString(String(prompt + tokens))
        buffer.writeImmutableBuffer(tail)
        return buffer
    }

    static func text(_ index: Int) -> String { texts[index % texts.count] }

    /// Nothing in them needs escaping in JSON.
    private static let texts: [String] = {
        let words = [
            "river", "lantern", "harbour", "meadow", "copper", "winter", "orchard", "signal", "velvet", "granite",
        ]
        return (0..<64).map { line in
            let chosen = (0..<9).map { words[(line * 7 + $0 * 3 + line / 10) % words.count] }
            return String((chosen.joined(separator: " ") + " ").prefix(59)) + " "
        }
    }()
}
