internal import NIOCore

/// One request for an answer, with all that its reply depends on.
struct Call: Sendable {
    let request: GenerateRequest
    let model: Model
    let framing: Framing
    let pace: Pace
    /// What scenarios count in that behave otherwise the second time.
    let control: StandInControl
    let markers: Markers
    let promptTokens: PromptTokens
    /// The same in every chunk of a stream.
    let responseID: String

    init(request: GenerateRequest, model: Model, framing: Framing, pace: Pace, control: StandInControl) {
        self.request = request
        self.model = model
        self.framing = framing
        self.pace = pace
        self.control = control
        markers = Markers(request.question)
        promptTokens = PromptTokens(of: request)
        responseID = Self.newResponseID()
    }

    /// Random numbers that depend on the question and its context only.
    var random: SeededRandom { SeededRandom(request.contents.map(\.text)) }

    func json(of chunk: Chunk) -> JSON {
        chunk.json(modelVersion: model.servedBy ?? model.id, responseID: responseID)
    }

    /// A reply of these responses, with the pauses of the pace and the waits that the question asks for.
    func reply(_ responses: [JSON], holdAfter: Int? = nil) -> Reply {
        var random = random
        let hold = markers.holdAfter ?? holdAfter
        var steps: [Step] = []
        if hold == 0 { steps.append(.hold) }
        for (index, bytes) in framing.steps(for: responses).enumerated() {
            let usual = random.duration(milliseconds: index == 0 ? 300...800 : 40...120)
            let pause = markers.delay ?? pace.scale(usual)
            if pause > .zero { steps.append(.pause(pause)) }
            steps.append(.bytes(bytes))
            if hold == index + 1 { steps.append(.hold) }
        }
        guard framing == .whole else { return Reply(contentType: framing.contentType, body: steps) }
        // A whole answer has nothing to show before its end, so all waiting comes before its head.
        var before: [Step] = hold == nil ? [] : [.hold]
        if case .pause(let pause)? = steps.first { before.append(.pause(pause)) }
        return Reply(before: before, body: steps.filter { if case .bytes = $0 { true } else { false } })
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// 22 characters like Google's, which are base64 of 16 bytes.
    private static func newResponseID() -> String {
        // Every random number is a call of the system, so each gives eleven characters.
        let characters = (0..<2).flatMap { _ in
            let bits = UInt64.random(in: .min ... .max)
            return (0..<11).map { alphabet[Int(truncatingIfNeeded: bits >> ($0 * 6)) & 63] }
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
