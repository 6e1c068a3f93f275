package import ChatDomain

/// Looking for words in what a user has. What anybody else has is not even looked at: an index is by user first.
package protocol SearchReader {
    /// Conversations whose title has all of the phrases, those with the last activity first; archived ones, too.
    func titleHits(_ user: UserID, _ query: SearchQuery, after cursor: TitleCursor?, limit: Int) throws
        -> [Conversation]
    /// The first question of a conversation; `nil`: it has none.
    func firstQuestion(_ user: UserID, in conversation: ConversationID) throws -> MessageID?
    /// Questions and final answers on all branches that have all of the phrases, the newest first.
    func messageHits(
        _ user: UserID,
        _ query: SearchQuery,
        in conversation: ConversationID?,
        after cursor: HitCursor?,
        limit: Int
    ) throws -> [MessageHit]
}

/// A message that was looked for.
package struct MessageHit: Hashable, Sendable {
    package var id: MessageID
    package var conversationID: ConversationID
    /// Of the conversation.
    package var title: String
    package var text: String
    package var createdAt: Timestamp
    package var cursor: HitCursor

    package init(
        id: MessageID,
        conversationID: ConversationID,
        title: String,
        text: String,
        createdAt: Timestamp,
        cursor: HitCursor
    ) {
        self.id = id
        self.conversationID = conversationID
        self.title = title
        self.text = text
        self.createdAt = createdAt
        self.cursor = cursor
    }
}

/// Where a page of titles ended.
package struct TitleCursor: Hashable, Sendable {
    package var lastActivityAt: Timestamp
    package var id: ConversationID

    package init(lastActivityAt: Timestamp, id: ConversationID) {
        self.lastActivityAt = lastActivityAt
        self.id = id
    }
}

/// Where a page of messages ended.
package struct HitCursor: Hashable, Sendable {
    /// The place in the store's own order, which follows time.
    package var place: Int64

    package init(place: Int64) {
        self.place = place
    }
}
