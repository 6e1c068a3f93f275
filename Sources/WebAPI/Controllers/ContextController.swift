internal import Answering
internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import Live

/// What would go to Gemini with a question that is asked now.
struct ContextController {
    let meter: ContextMeter

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("conversations/{id}/context", use: show)
    }

    @Sendable private func show(_ request: Request, _ context: UserContext) async throws -> Response {
        let isAll = request.uri.queryParameters["exchanges"] == "all"
        let number = isAll ? nil : try request.query("exchanges", in: 0...1_000_000).map { Int($0) }
        let exchanges: Int?? = isAll ? .some(nil) : number.map { .some($0) }
        let (user, id): (_, ConversationID) = (context.userID, try context.pathID())
        // Nobody waits for it any more when the client hangs up.
        let result = try await request.body.consumeWithCancellationOnInboundClose { _ in
            do {
                return Result<_, any Error>.success(try await meter.measure(user, id, exchanges: exchanges))
            } catch {
                return .failure(error)
            }
        }
        var response: Response
        do {
            let size = try result.get()
            response = .json { json in
                json.member("exchanges", size.exchanges)
                json.member("tokens", size.tokens)
                json.member("inputTokenLimit", ifPresent: size.inputTokenLimit)
            }
        } catch let error as ChatError {
            response = Problem(error: error, requestID: context.id).response
        }
        // Watching for that takes the connection: Hummingbird closes it behind this response, and a client has to know.
        response.headers[.connection] = "close"
        return response
    }
}
