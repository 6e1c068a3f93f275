internal import HTTPTypes
internal import Hummingbird

/// Collects the body and puts the request on record before anything judges it.
struct RecordRequests: RouterMiddleware {
    /// What the API takes with pictures in it, in bytes; more is 413.
    private static let maximumBody = 100 * 1024 * 1024
    let control: StandInControl

    func handle(
        _ request: Request,
        context: StandInContext,
        next: @concurrent (Request, StandInContext) async throws -> Response
    ) async throws -> Response {
        var request = request
        let body = try await request.collectBody(upTo: Self.maximumBody)
        control.record(
            method: request.method.rawValue,
            path: request.uri.string,
            headers: Dictionary(
                request.headers.map { ($0.name.canonicalName, $0.value) },
                uniquingKeysWith: { $0 + ", " + $1 }
            ),
            body: Array(body.readableBytesView)
        )
        return try await next(request, context)
    }
}

/// Refuses requests without a key, or with one that is not accepted, as Google words it.
struct CheckKey: RouterMiddleware {
    /// nil: any but the empty one and those that begin with `bad`.
    let keys: Set<String>?

    func handle(
        _ request: Request,
        context: StandInContext,
        next: @concurrent (Request, StandInContext) async throws -> Response
    ) async throws -> Response {
        // The address of an upload under way is as good as a key.
        if request.uri.path.hasPrefix("/upload/"), request.uri.queryParameters["upload_id"] != nil {
            return try await next(request, context)
        }
        let header = request.headers.first { $0.name.canonicalName == "x-goog-api-key" }?.value
        guard let key = header ?? request.uri.queryParameters["key"].map(String.init), !key.isEmpty else {
            throw APIFailure.keyMissing
        }
        guard keys?.contains(key) ?? !key.hasPrefix("bad") else { throw APIFailure.keyInvalid }
        return try await next(request, context)
    }
}
