package import ChatDomain
package import Store

/// Where a page of hits ended.
package enum SearchCursor: Hashable, Sendable {
    case titles(TitleCursor)
    case messages(HitCursor)
}

/// Hits, and where the next page begins if there is one.
package struct SearchPage: Sendable {
    package var hits: [SearchHit]
    package var next: SearchCursor?
}

extension ChatActions {
    /// Looks for words in all that a user has: in titles, then in messages, the newest first.
    ///
    /// - Parameter conversation: looks in its messages only. Throws `not_found`.
    package func search(
        _ user: UserID,
        _ query: SearchQuery,
        in conversation: ConversationID?,
        after cursor: SearchCursor?,
        limit: Int
    ) async throws -> SearchPage {
        try await store.read { reader in
            if let conversation, try reader.conversation(user, conversation) == nil { throw ChatError.notFound }
            var page = SearchPage(hits: [], next: nil)
            var after: HitCursor?
            if case .messages(let place) = cursor { after = place }
            if after == nil, conversation == nil {
                page = try Self.titles(user, query, after: cursor, limit: limit, reader)
                if page.next != nil { return page }
            }
            let room = limit - page.hits.count
            let found = try reader.messageHits(user, query, in: conversation, after: after, limit: room + 1)
            let shown = found.prefix(room)
            page.hits += shown.map { hit in
                SearchHit(
                    conversationID: hit.conversationID,
                    messageID: hit.id,
                    title: hit.title,
                    snippet: Snippet(hit.text, query),
                    at: hit.createdAt
                )
            }
            // With no room at all the messages begin on the next page.
            if found.count > room {
                page.next = .messages(shown.last?.cursor ?? after ?? HitCursor(place: .max))
            }
            return page
        }
    }

    private static func titles(
        _ user: UserID,
        _ query: SearchQuery,
        after cursor: SearchCursor?,
        limit: Int,
        _ reader: any ChatReader
    ) throws -> SearchPage {
        var after: TitleCursor?
        if case .titles(let place) = cursor { after = place }
        let found = try reader.titleHits(user, query, after: after, limit: limit + 1)
        let shown = found.prefix(limit)
        let hits = try shown.map { found in
            SearchHit(
                conversationID: found.id,
                messageID: try reader.firstQuestion(user, in: found.id),
                isTitle: true,
                title: found.title,
                snippet: Snippet(wholeOf: found.title, query),
                at: found.lastActivityAt
            )
        }
        let next = shown.last.map {
            SearchCursor.titles(TitleCursor(lastActivityAt: $0.lastActivityAt, id: $0.id))
        }
        return SearchPage(hits: hits, next: found.count > limit ? next : nil)
    }
}
