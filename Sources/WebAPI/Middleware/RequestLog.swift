internal import ChatDomain
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Observability

/// Gives each request its id, and counts it: one line, with the route's template and never the path or the query.
struct RequestLog: RouterMiddleware {
    typealias Context = AppContext

    let proxies: TrustedProxies
    let metrics: Metrics.HTTPMetrics

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let given = RequestID.given(request.headers, by: context.peer, proxies) {
            context.logger[metadataKey: "hb.request.id"] = "\(given)"
        }
        let (id, start) = (context.id, ContinuousClock.now)
        var response = try await LogContext.$current.withValue(LogContext(requestID: id)) { [context] in
            try await next(request, context)
        }
        response.headers[.requestID] = id
        note(request, response, context, after: start.duration(to: .now))
        return response
    }

    private func note(_ request: Request, _ response: Response, _ context: Context, after duration: Duration) {
        let route = context.endpointPath ?? "none"
        let isKnown = RequestTarget.methods.contains(request.method)
        let method = isKnown ? request.method.rawValue : "other"
        metrics.requests(route, method, "\(response.status.code / 100)xx").add()
        // A stream's response begins when the first thing happens, which is nobody's delay.
        if route != EventsController.path { metrics.duration(route, method).observe(duration) }
        let level: Logger.Level = HealthController.paths.contains(route) ? .debug : .info
        guard context.logger.logLevel <= level else { return }
        let milliseconds = (duration / .milliseconds(1) * 100).rounded() / 100
        var metadata: Logger.Metadata = [
            "http.method": "\(method)", "http.route": "\(route)", "http.status": "\(response.status.code)",
            "milliseconds": "\(milliseconds)",
        ]
        metadata["http.bytes"] = response.body.contentLength.map { "\($0)" }
        metadata["user.id"] = context.visitor.user.map { "\($0.publicID.uuidString.lowercased())" }
        context.logger.log(level: level, "Request", metadata: metadata)
    }
}

/// The id under which a request is found in the log, here and at the proxies before us.
enum RequestID {
    /// What a proxy of ours has called it, if that can be an id.
    static func given(_ headers: HTTPFields, by peer: IPAddress?, _ proxies: TrustedProxies) -> String? {
        guard let id = headers[.requestID], let peer, proxies.trusts(peer) else { return nil }
        let isID = (1...64).contains(id.utf8.count) && id.utf8.allSatisfy(isAllowed)
        return isID ? id : nil
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension HTTPField.Name {
    static let requestID: HTTPField.Name = {
        guard let name = HTTPField.Name("X-Request-ID") else { preconditionFailure("a valid name") }
        return name
    }()
}
