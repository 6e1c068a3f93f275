internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import Live
internal import NIOCore

/// An error as a client sees it: RFC 9457 with our stable `code`.
struct Problem {
    let error: ChatError
    let requestID: String

    var response: Response {
        let body = JSONWriter.object { json in
            json.member("type", "about:blank#\(error.code.word)")
            json.member("title", error.code.title)
            json.member("status", error.code.status)
            json.member("detail", error.detail)
            json.member("code", error.code.word)
            json.member("requestID", requestID)
            json.member("field", ifPresent: error.field)
            json.member("retryAfterSeconds", ifPresent: error.retryAfterSeconds)
        }
        var response = Response.json(HTTPResponse.Status(code: error.code.status), body)
        response.headers[.contentType] = "application/problem+json"
        if let seconds = error.retryAfterSeconds { response.headers[.retryAfter] = "\(seconds)" }
        // RFC 9110, 15.5.2. Browsers ask nobody for a bearer token.
        if error.code == .signedOut { response.headers[.wwwAuthenticate] = "Bearer" }
        if error.code == .methodNotAllowed { response.headers[.allow] = RequestTarget.allowedMethods }
        // RFC 6455, 4.4.
        if error.code == .upgradeRequired {
            response.headers[.upgrade] = "websocket"
            response.headers[.secWebSocketVersion] = "13"
        }
        return response
    }
}
