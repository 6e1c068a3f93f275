internal import HTTPTypes
internal import Hummingbird

/// What every response tells the browser to refuse. The page loads scripts, styles and data from its own origin only, and no
/// string ever becomes HTML or code in it.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = AppContext

    let isHTTPS: Bool

    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob: data:",
        "media-src 'self' blob:", "font-src 'self'", "frame-src 'self'", "connect-src 'self'", "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types service-worker",
    ].joined(separator: "; ")

    private static let headers: HTTPFields = {
        var fields: HTTPFields = [.contentSecurityPolicy: policy, .xContentTypeOptions: "nosniff"]
        let others = [
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy":
                "camera=(), geolocation=(), microphone=(self), payment=(), usb=(), browsing-topics=()",
        ]
        for (name, value) in others {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return fields
    }()

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // What a file or a foreign document may do is narrower, and its route has said it.
        for field in Self.headers where response.headers[field.name] == nil { response.headers.append(field) }
        if isHTTPS { response.headers[.strictTransportSecurity] = "max-age=63072000" }
        return response
    }
}
