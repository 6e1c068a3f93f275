internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird

/// The page and its files.
struct WebController {
    let files: WebFiles

    func addRoutes(to router: Router<AppContext>) {
        for path in ["/", "/join", "/reset", "/settings", "/admin"] as [RouterPath] {
            router.get(path) { request, _ in try page(request, hasChat: false) }
        }
        router.get("/share") { request, _ -> Response in
            var response = try page(request, hasChat: false)
            response.headers.keepOutOfSearchEngines()
            return response
        }
        router.get("/c/{id}") { request, _ in try page(request, hasChat: true) }
        router.get("/v/{build}/**") { request, context -> Response in
            let path = context.parameters.getCatchAll().joined(separator: "/")
            guard let file = files.file(path) else { throw ChatError.notFound }
            // A page of an earlier build still gets its modules, but nobody keeps them under that name.
            let isCurrent = context.parameters.get("build") == files.build
            return reply(file, request, caching: isCurrent ? "public, max-age=31536000, immutable" : "no-cache")
        }
        for path in WebFiles.programPaths {
            router.get(RouterPath("/" + path)) { request, _ -> Response in
                let look = Look(request: request, languages: files.languages)
                guard let file = files.program(path, language: look.language) else { throw ChatError.notFound }
                return reply(file, request, caching: "no-cache", varies: "Accept-Encoding, Accept-Language, Cookie")
            }
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

    private func page(_ request: Request, hasChat: Bool) throws -> Response {
        let look = Look(request: request, languages: files.languages)
        guard let page = files.page(look, hasChat: hasChat) else { throw ChatError.notFound }
        return reply(page, request, caching: "no-cache", varies: "Accept-Encoding, Accept-Language, Cookie")
    }

    private func reply(
        _ file: WebFile,
        _ request: Request,
        caching: String,
        varies: String = "Accept-Encoding"
    ) -> Response {
        var headers: HTTPFields = [.contentType: file.mediaType, .cacheControl: caching, .vary: varies]
        let body: ByteBuffer
        if let coding = ContentCoding(accepted: request.headers[.acceptEncoding] ?? ""),
            let encoded = file.bytes(in: coding)
        {
            headers[.contentEncoding] = coding.rawValue
            body = encoded
        } else {
            body = file.bytes
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
