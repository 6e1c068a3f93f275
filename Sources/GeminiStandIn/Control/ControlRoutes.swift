internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// `StandInControl` over HTTP, for browser tests and harnesses in another process. No key is asked for.
///
/// - `GET requests` → `{"requests": [{"number", "method", "path", "headers": {…}, "body": "…"}]}`
/// - `GET state` → `{"requests": n, "held": [question, …], "closed": n, "files": [name, …]}`
/// - `GET wait?requests=n`, `wait?held=n`, `wait?closed=n` → the state, as soon as that many are reached
/// - `POST release?containing=TEXT` lets one stream go on; without the parameter all that are held now
/// - `POST next?scenario=ID&times=N` → the state; the next N calls for an answer go as the scenario has it
/// - `POST expire-files`, `POST fail-files?times=N`, `POST refuse-uploads?times=N`
/// - `POST hold-nothing`, `POST reset`
struct ControlRoutes: Sendable {
    let control: StandInControl
    let streams: OpenStreams

    func add(to group: RouterGroup<StandInContext>) {
        group.get("requests") { _, _ in document(requests) }
        group.get("state") { _, _ in document(state) }
        group.get("wait", use: wait)
        group.post("release", use: release)
        group.post("next", use: next)
        group.post("expire-files") { _, _ in
            control.expireFiles()
            return document(state)
        }
        group.post("fail-files") { request, _ in
            control.failNextFiles(Self.times(request))
            return document(state)
        }
        group.post("refuse-uploads") { request, _ in
            control.refuseUploads(Self.times(request))
            return document(state)
        }
        group.post("hold-nothing") { _, _ in
            control.holdNothing()
            return document(state)
        }
        group.post("reset") { _, _ in
            control.reset()
            return document(state)
        }
    }

    @Sendable private func release(request: Request, context: StandInContext) -> Response {
        if let text = request.uri.queryParameters["containing"] {
            control.release(containing: String(text))
        } else {
            control.releaseAll()
        }
        return document(state)
    }

    private static func times(_ request: Request) -> Int {
        request.uri.queryParameters["times"].flatMap { Int($0) } ?? 1
    }

    @Sendable private func next(request: Request, context: StandInContext) throws -> Response {
        let query = request.uri.queryParameters
        let times = query["times"].map { Int($0) } ?? 1
        guard let id = query["scenario"], let times, times > 0 else {
            throw APIFailure.invalidArgument("Say which scenario, and how many times.")
        }
        do {
            try control.answerNext(with: String(id), times: times)
        } catch {
            throw APIFailure(code: 404, statusWord: "NOT_FOUND", message: error.description)
        }
        return document(state)
    }

    @Sendable private func wait(request: Request, context: StandInContext) async throws -> Response {
        let query = request.uri.queryParameters
        func count(_ name: String) -> Int? { query[Substring(name)].flatMap { Int($0) } }
        if let count = count("requests") {
            try await whileOpen(context.channel) { try await control.waitForRequests(count: count) }
        } else if let count = count("held") {
            try await whileOpen(context.channel) { try await control.waitForHeld(count: count) }
        } else if let count = count("closed") {
            try await whileOpen(context.channel) { try await control.waitForClosedStream(count: count) }
        } else {
            throw APIFailure.invalidArgument("Say what to wait for: requests, held or closed, and how many.")
        }
        return document(state)
    }

    /// Waits for no longer than somebody wants to know. Throws UNAVAILABLE when the connection or the stand-in ends first.
    private func whileOpen(_ channel: any Channel, _ wait: @escaping @Sendable () async throws -> Void) async throws {
        let stream = OpenStream(question: "", channel: channel, isAnswer: false)
        streams.begin(stream)
        defer { streams.end(stream) }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await wait() }
            tasks.addTask {
                await stream.waitForClose()
                throw APIFailure.unavailable
            }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }

    private func document(_ json: JSON) -> Response {
        var buffer = ByteBuffer()
        json.write(to: &buffer)
        return Response(
            status: .ok,
            headers: [.contentType: ContentType.json.rawValue],
            body: ResponseBody(byteBuffer: buffer)
        )
    }

    private var state: JSON {
        .members([
            "requests": JSON(control.requestCount),
            "held": .array(control.heldQuestions.map(JSON.string)),
            "closed": JSON(control.closedStreamCount),
            "files": .array(control.fileNames.map(JSON.string)),
        ])
    }

    private var requests: JSON {
        let requests = control.requests.map { request -> JSON in
            let headers = request.headers.sorted { $0.key < $1.key }
            return .members([
                "number": JSON(request.number),
                "method": .string(request.method),
                "path": .string(request.path),
                "headers": .object(headers.map { JSON.Member(name: $0.key, value: .string($0.value)) }),
                "body": .string(request.bodyText),
            ])
        }
        return .members(["requests": .array(requests)])
    }
}
