internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// One line for each request, with the route's template and never the path or the query.
struct RequestLog: RouterMiddleware {
    typealias Context = AppContext

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard context.logger.logLevel <= .info else { return try await next(request, context) }
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        context.logger.info(
            "Request",
            metadata: [
                "http.method": "\(request.method)",
                "http.route": "\(context.endpointPath ?? "-")",
                "http.status": "\(response.status.code)",
                "milliseconds": "\((milliseconds * 100).rounded() / 100)",
            ]
        )
        return response
    }
}
