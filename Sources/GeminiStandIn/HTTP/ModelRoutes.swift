internal import Hummingbird
internal import NIOCore

/// The API's methods on models, for one version of it.
///
/// Source: Gemini API, `models.list`, `models.get`, `models.generateContent`, `models.streamGenerateContent`,
/// `models.countTokens`.
struct ModelRoutes: Sendable {
    let version: APIVersion
    let catalogue: ModelCatalogue
    let pace: Pace
    let player: ReplyPlayer

    func add(to group: RouterGroup<StandInContext>) {
        group.get("models", use: list)
        group.get("models/{name}", use: get)
        group.post("models/{name}", use: call)
    }

    @Sendable private func list(request: Request, context: StandInContext) async throws -> Response {
        let query = request.uri.queryParameters
        let page = try ModelPage(
            of: catalogue.models(in: version),
            size: (query["pageSize"] ?? query["page_size"]).map(String.init),
            token: (query["pageToken"] ?? query["page_token"]).map(String.init)
        )
        return try await play(.document(page.json), context)
    }

    @Sendable private func get(request: Request, context: StandInContext) async throws -> Response {
        let id = context.parameters.get("name") ?? ""
        return try await play(.document(try model(id, for: "getModel").json), context)
    }

    /// The path's last segment is `MODEL:METHOD`.
    @Sendable private func call(request: Request, context: StandInContext) async throws -> Response {
        let segment = context.parameters.get("name") ?? ""
        guard let colon = segment.lastIndex(of: ":") else { throw APIFailure.methodNotFound }
        let id = String(segment[..<colon])
        let method = String(segment[segment.index(after: colon)...])
        let body = try await request.body.collect(upTo: .max)
        switch method {
        case "generateContent":
            return try await generate(id, method, .whole, body, context)
        case "streamGenerateContent":
            let framing: Framing = request.uri.queryParameters["alt"] == "sse" ? .events : .array
            return try await generate(id, method, framing, body, context)
        case "countTokens":
            let model = try model(id, for: method)
            return try await play(
                .document(try TokenCount(Self.json(body), model: model, files: player.control.files).json),
                context
            )
        default:
            throw APIFailure.methodNotFound
        }
    }

    private func generate(
        _ id: String,
        _ method: String,
        _ framing: Framing,
        _ body: ByteBuffer,
        _ context: StandInContext
    ) async throws -> Response {
        let model = try model(id, for: method)
        guard model.answersQuestions else { throw notFound(id, method) }
        let request = try GenerateRequest(Self.json(body), model: model, files: player.control.files)
        let call = Call(request: request, model: model, framing: framing, pace: pace, control: player.control)
        try call.checkLength()
        let scenario = player.control.takeNextScenario() ?? Scenario.named(id)
        let reply = try scenario?.reply(call) ?? call.usualReply()
        return try await player.response(for: reply, to: request.question, on: context.channel)
    }

    private func play(_ reply: Reply, _ context: StandInContext) async throws -> Response {
        try await player.response(for: reply, to: "", on: context.channel)
    }

    private func model(_ id: String, for method: String) throws(APIFailure) -> Model {
        guard let model = catalogue.model(id, in: version) else { throw notFound(id, method) }
        return model
    }

    private func notFound(_ id: String, _ method: String) -> APIFailure {
        .modelNotFound(id, version: version, method: method)
    }

    static func json(_ body: ByteBuffer) throws(APIFailure) -> JSON {
        do {
            return try JSONReader.read(Array(body.readableBytesView))
        } catch {
            throw .invalidPayload([("", "Invalid JSON payload received. \(error.reason) At byte \(error.offset).")])
        }
    }
}
