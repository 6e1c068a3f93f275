internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import Live
internal import NIOCore

extension Response {
    /// A JSON object that nobody may keep.
    static func json(_ status: HTTPResponse.Status = .ok, _ members: (inout JSONWriter) -> Void) -> Response {
        json(status, JSONWriter.object(capacity: 1024, members))
    }

    static func json(_ status: HTTPResponse.Status = .ok, _ body: ByteBuffer) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: body)
        )
    }

    static func conversation(_ status: HTTPResponse.Status = .ok, _ conversation: Conversation) -> Response {
        var json = JSONWriter(capacity: 1024)
        conversation.write(to: &json)
        return .json(status, json.buffer)
    }

    static let noContent = Response(status: .noContent, headers: [.cacheControl: "no-store"])
}
