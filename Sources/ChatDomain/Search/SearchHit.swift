/// A message or a conversation that was looked for.
package struct SearchHit: Hashable, Sendable {
    package var conversationID: ConversationID
    /// `nil`: the conversation's title.
    package var messageID: MessageID?
    /// Of the conversation; may be empty.
    package var title: String
    package var snippet: Snippet
    package var at: Timestamp

    package init(
        conversationID: ConversationID,
        messageID: MessageID?,
        title: String,
        snippet: Snippet,
        at: Timestamp
    ) {
        self.conversationID = conversationID
        self.messageID = messageID
        self.title = title
        self.snippet = snippet
        self.at = at
    }
}
