internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird

/// The page and its files.
struct WebController {
    let files: WebFiles

    func addRoutes(to router: Router<AppContext>) {
        for path in ["/", "/c/{id}", "/join", "/reset", "/settings", "/admin"] as [RouterPath] {
            router.get(path) { request, _ in reply(files.index, request, caching: "no-cache") }
        }
        router.get("/v/{build}/**") { request, context -> Response in
            let path = context.parameters.getCatchAll().joined(separator: "/")
            guard let file = files.file(path) else { throw ChatError.notFound }
            // A page of an earlier build still gets its modules, but nobody keeps them under that name.
            let isCurrent = context.parameters.get("build") == files.build
            return reply(file, request, caching: isCurrent ? "public, max-age=31536000, immutable" : "no-cache")
        }
        router.get("/favicon.ico") { request, _ -> Response in
            guard let icon = files.file("icon.svg") else { return Response(status: .noContent) }
            return reply(icon, request, caching: "max-age=86400")
        }
        router.get("/api/v1/openapi.json") { request, _ -> Response in
            guard let description = files.file("openapi.json") else { throw ChatError.notFound }
            return reply(description, request, caching: "no-cache")
        }
    }

    private func reply(_ file: WebFiles.File, _ request: Request, caching: String) -> Response {
        var headers: HTTPFields = [.contentType: file.mediaType, .cacheControl: caching]
        var body = file.bytes
        if let gzip = file.gzip {
            headers[.vary] = "Accept-Encoding"
            let accepted = request.headers[.acceptEncoding] ?? ""
            if accepted.split(separator: ",").contains(where: { $0.trimmingSpaces().hasPrefix("gzip") }) {
                headers[.contentEncoding] = "gzip"
                body = gzip
            }
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
