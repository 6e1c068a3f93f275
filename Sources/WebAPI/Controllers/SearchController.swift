internal import ChatActions
internal import ChatDomain
internal import Hummingbird
internal import Live
internal import Store

/// Looking for words in one's own conversations.
struct SearchController {
    let actions: ChatActions

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("search", use: search)
    }

    @Sendable private func search(_ request: Request, _ context: UserContext) async throws -> Response {
        let page = try await actions.search(
            context.userID,
            try SearchQuery(String(request.uri.queryParameters["q"] ?? "")),
            in: try request.queryID("conversationID"),
            after: try request.uri.queryParameters["cursor"].map(SearchCursor.init(wire:)),
            limit: try request.limit() ?? 30
        )
        return .json { json in
            json.name("hits")
            json.array(page.hits) { json, hit in hit.write(to: &json) }
            json.member("nextCursor", ifPresent: page.next?.wire)
        }
    }
}

extension SearchCursor {
    /// Opaque to clients: `t.1790000000000.018f…` or `m.53990000000`.
    var wire: String {
        switch self {
        case .titles(let cursor): "t.\(cursor.lastActivityAt.milliseconds).\(cursor.id)"
        case .messages(let cursor): "m.\(cursor.place)"
        }
    }

    init(wire: Substring) throws(ChatError) {
        let parts = wire.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count > 1, let number = Int64(parts[1]) else { throw Self.unknown }
        if parts.count == 2, parts[0] == "m" {
            self = .messages(HitCursor(place: number))
        } else if parts.count == 3, parts[0] == "t", let id = ConversationID(String(parts[2])) {
            self = .titles(TitleCursor(lastActivityAt: Timestamp(milliseconds: number), id: id))
        } else {
            throw Self.unknown
        }
    }

    private static let unknown = ChatError.badRequest("cursor must come from a reply.", field: "cursor")
}
