internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import Observability
internal import Store

/// The only place that turns errors into HTTP. What is not a refusal of ours is told without detail and logged with it.
struct Problems: RouterMiddleware {
    typealias Context = AppContext

    let metrics: Metrics.HTTPMetrics

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let refusal = refusal(error, context)
            metrics.refusals(refusal.code.word).add()
            return Problem(error: refusal, requestID: context.id).response
        }
    }

    private func refusal(_ error: any Error, _ context: Context) -> ChatError {
        switch error {
        case let error as ChatError:
            return error
        case let error as StoreError:
            context.logger.error("The store failed", metadata: ["error": "\(error)"])
            return error.asChatError
        case let error as any HTTPResponseError:
            return Self.refusal(error.status)
        case is HTTPParserError:
            return .badRequest("The request breaks HTTP.")
        case is CancellationError:
            return .goingDown
        default:
            context.logger.error("A request failed", metadata: ["error": "\(String(reflecting: error))"])
            return ChatError(.internalError, "This is not your fault. The administrator finds the cause in the log.")
        }
    }

    private static func refusal(_ status: HTTPResponse.Status) -> ChatError {
        switch status {
        case .notFound: .notFound
        case .contentTooLarge: ChatError(.tooLarge, "The body is too large.")
        default: .badRequest("The request cannot be understood.")
        }
    }
}
